import {
  clientAuthenticator,
  CollectorError,
  provide,
  type ClientAuthenticator,
  type OutgoingRequest,
} from "@genai-collector/component";
import { generateLogs, type Answer } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { setScene, sinkUrl, type Script } from "./scene.ts";

const ok: Answer = { status: 200 };
const auth = { authenticator: "oauth2client" };

/** An exporter whose authenticator does what the test says, and what that was asked. */
function sceneWith(authorize: ClientAuthenticator["authorize"], script: Script = [ok], config: object = {}) {
  const asked: { readonly headers: Readonly<Record<string, string>>; readonly request: OutgoingRequest }[] = [];
  const authenticator: ClientAuthenticator = {
    authorize: (headers, request) => {
      asked.push({ headers, request });
      return authorize(headers, request);
    },
  };
  const extensions = { oauth2client: [provide(clientAuthenticator, authenticator)] };
  return { ...setScene(script, { auth, ...config }, { extensions }), asked };
}

const token: ClientAuthenticator["authorize"] = async (headers) => ({ ...headers, authorization: "Bearer s3cret" });

describe("an authenticator", () => {
  it("puts its headers on each request, beside those of the configuration and of the content", async () => {
    const scene = sceneWith(token, [ok], { headers: { "X-Tenant": "a" } });
    expect(await scene.outcome(generateLogs())).toBeUndefined();
    expect(scene.requests[0]!.headers).toMatchObject({
      authorization: "Bearer s3cret",
      "x-tenant": "a",
      "content-type": "application/x-protobuf",
      "content-encoding": "gzip",
    });
    expect(scene.asked[0]!.headers).toEqual({ "x-tenant": "a" });
  });

  it("wins over the configuration, and may take its headers away", async () => {
    const scene = sceneWith(async () => ({ authorization: "Bearer new" }), [ok], {
      headers: { Authorization: "Basic old", "X-Tenant": "a" },
    });
    await scene.outcome(generateLogs());
    expect(scene.requests[0]!.headers).toMatchObject({ authorization: "Bearer new" });
    expect(scene.requests[0]!.headers).not.toHaveProperty("x-tenant");
  });

  it("is asked at every attempt: a token that has expired in between is a new one", async () => {
    let number = 0;
    const scene = sceneWith(async () => ({ authorization: `Bearer ${++number}` }), [{ status: 503 }, ok]);
    expect(await scene.outcome(generateLogs())).toBeUndefined();
    expect(scene.requests.map(({ headers }) => headers["authorization"])).toEqual(["Bearer 1", "Bearer 2"]);
  });

  it("knows the transport, whether it is encrypted, and whose data it is", async () => {
    const client = { address: "10.0.0.1:5", metadata: new Map([["x-tenant", ["a"]]]) };
    const scene = sceneWith(token, [ok], { logs_endpoint: "http://plain.example/logs" });
    await scene.outcome(generateLogs(), { client });
    expect(scene.asked[0]!.request).toMatchObject({ transport: "http", isEncrypted: false, client });
    const encrypted = sceneWith(token);
    await encrypted.outcome(generateLogs());
    expect(encrypted.asked[0]!.request).toMatchObject({ isEncrypted: true, client: undefined });
  });

  it("that has no credentials now is asked again later", async () => {
    let number = 0;
    const scene = sceneWith(async () => {
      if (++number < 3) throw new CollectorError("OAUTH2_ANSWER", "no token", { kind: "retryable" });
      return { authorization: "Bearer x" };
    });
    expect(await scene.outcome(generateLogs())).toBeUndefined();
    expect([number, scene.requests.length]).toEqual([3, 1]);
  });

  it("that will never have any is not asked again, and nothing is sent", async () => {
    const refusal = new CollectorError("OAUTH2_REFUSED", "wrong client", { kind: "misconfigured" });
    const scene = sceneWith(() => Promise.reject(refusal));
    expect(await scene.outcome(generateLogs())).toBe(refusal);
    expect([scene.asked.length, scene.requests.length]).toEqual([1, 0]);
  });

  it("that does not come back costs the attempt's time", async () => {
    const scene = sceneWith(() => new Promise(() => undefined), [ok], {
      timeout: "2s",
      retry_on_failure: { enabled: false },
    });
    expect(await scene.outcome(generateLogs())).toMatchObject({ code: "EXPORT_TIMEOUT" });
    expect(scene.asked[0]!.request.signal.aborted).toBe(true);
    expect(scene.requests).toHaveLength(0);
  });

  it.each(["transfer-encoding", "content-length", "connection", "content-type"])(
    "that sets %s is misconfigured: it could make one request be read as two",
    async (name) => {
      const scene = sceneWith(async () => ({ [name]: "x" }));
      expect(await scene.outcome(generateLogs())).toMatchObject({ code: "HTTP_BAD_HEADER", kind: "misconfigured" });
      expect(scene.requests).toHaveLength(0);
    },
  );

  it("that makes a header with a line break is, too, and the value is not told", async () => {
    const scene = sceneWith(async () => ({ authorization: "Bearer s3cret\r\nx: y" }));
    const error = await scene.outcome(generateLogs());
    expect(error).toMatchObject({ code: "HTTP_BAD_HEADER" });
    expect(error!.message).not.toContain("s3cret");
  });

  it("keeps its credentials out of what the sink says", async () => {
    const scene = sceneWith(token, [{ status: 400, body: "no such token: s3cret" }]);
    expect((await scene.outcome(generateLogs()))!.message).toBe(
      `${sinkUrl}/v1/logs answered 400: no such token: [REDACTED]`,
    );
  });

  it("that is not there is told at start, and nothing stays open", async () => {
    const scene = setScene([ok], { auth });
    await expect(scene.started).rejects.toThrow("oauth2client");
    expect(scene.runtime.leaks()).toEqual([]);
  });
});
