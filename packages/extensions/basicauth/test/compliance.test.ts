import type { ClientAuthenticator, ServerAuthenticator } from "@genai-collector/component";
import { describeExtension } from "@genai-collector/testkit/conformance";
import { expect } from "vitest";
import { basicAuthExtensionFactory } from "../src/index.ts";

const token = Buffer.from("ada:secret").toString("base64");
const { signal } = new AbortController();

describeExtension(basicAuthExtensionFactory, {
  config: { htpasswd: { inline: "ada:secret" } },
  exercise: async ([provided]) => {
    const server = provided!.implementation as ServerAuthenticator;
    const request = { transport: "http", headers: { authorization: `Basic ${token}` }, peer: "127.0.0.1:1" } as const;
    expect((await server.authenticate(request)).get("username")).toBe("ada");
  },
});

describeExtension(basicAuthExtensionFactory, {
  config: { client_auth: { username: "ada", password: "secret" } },
  exercise: async ([provided]) => {
    const client = provided!.implementation as ClientAuthenticator;
    const request = { transport: "http", isEncrypted: false, signal } as const;
    expect(await client.authorize({}, request)).toEqual({ authorization: `Basic ${token}` });
  },
});
