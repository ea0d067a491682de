import type { HttpServers, ServerHandler, ServerRequest } from "@genai-collector/component";
import { expect, it } from "vitest";
import { MetricsServer } from "./metrics-server.ts";

it("answers HEAD as GET: what has a body, and how long it is, is the server's affair (RFC 9110 §9.3.2)", async () => {
  let handle: ServerHandler | undefined;
  const servers: HttpServers = {
    listen: async (endpoint, given) => {
      handle = given;
      return { endpoint, renewTls: () => undefined, close: async () => undefined };
    },
  };
  const server = new MetricsServer(servers, "localhost:8888", async () => "page\n", {
    add: () => undefined,
  } as unknown as ConstructorParameters<typeof MetricsServer>[3]);
  await server.start();
  const ask = (method: string) =>
    handle!({ method, url: "/metrics", headers: { host: "localhost" }, peer: "" } as unknown as ServerRequest);
  expect(await ask("HEAD")).toEqual(await ask("GET"));
});
