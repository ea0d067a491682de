import { CollectorError } from "@genai-collector/component";
import type { Payload } from "@genai-collector/pdata";
import { concat, createHost, generateTraces } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { OtlpScene } from "./otlp-scene.ts";

const bodyOf = (payload: Payload): Uint8Array => concat(payload.encoded().map(({ bytes }) => bytes));
const traces = bodyOf(generateTraces());

describe("start and shutdown", () => {
  it("says where it listens, and listens from start to shutdown", async () => {
    const scene = new OtlpScene();
    await expect(scene.post("/v1/traces", traces)).rejects.toThrow(/ECONNREFUSED/);
    await scene.receiver.start(createHost());
    expect(scene.recorded.logs).toMatchObject([{ level: "info", data: { endpoint: "localhost:4318" } }]);
    expect((await scene.post("/v1/traces", traces)).status).toBe(200);
    await scene.stop();
    await expect(scene.post("/v1/traces", traces)).rejects.toThrow(/ECONNREFUSED/);
    expect(scene.runtime.leaks()).toEqual([]);
  });

  it("a port that is taken: start fails and leaves nothing behind", async () => {
    const scene = new OtlpScene();
    const answer = async () => ({ status: 200, headers: {}, body: [] });
    const taken = await scene.runtime.servers.listen("localhost:4318", answer);
    await expect(scene.receiver.start(createHost())).rejects.toThrow(/EADDRINUSE/);
    await scene.stop();
    await taken.close(new AbortController().signal);
    expect(scene.runtime.leaks()).toEqual([]);
  });

  it("drains: what is under way is answered, what comes later is not taken", async () => {
    const scene = await OtlpScene.started();
    scene.sinks.traces.hold();
    const sent = scene.send("/v1/traces", traces);
    await scene.world.advance(100);
    let stopped = false;
    const stopping = scene.receiver.shutdown(new AbortController().signal).then(() => void (stopped = true));
    await scene.world.advance(1_000);
    await expect(scene.post("/v1/traces", traces)).rejects.toThrow(/ECONNREFUSED/);
    expect(stopped).toBe(false);
    scene.sinks.traces.release();
    expect((await scene.world.until(sent)).status).toBe(200);
    await scene.world.until(stopping);
    expect(scene.sinks.traces.payloads).toHaveLength(1);
  });

  it("gives up what is under way when the time to shut down is over", async () => {
    const scene = await OtlpScene.started({ config: { acknowledge: "delivered" } });
    scene.sinks.traces.hold();
    const sent = scene.send("/v1/traces", traces).catch((error: unknown) => error);
    await scene.world.advance(100);
    const deadline = new AbortController();
    const stopping = scene.receiver.shutdown(deadline.signal);
    await scene.world.advance(5_000);
    deadline.abort(new Error("the time to shut down is over"));
    await scene.world.until(stopping);
    expect(await scene.world.until(sent)).toBeInstanceOf(Error);
    expect(scene.sinks.traces.waiting).toHaveLength(0);
  });
});

describe("the sender", () => {
  it("who leaves ends what it waited for: the context's signal fires", async () => {
    const scene = await OtlpScene.started({ config: { acknowledge: "delivered" } });
    scene.sinks.traces.hold();
    const sender = new AbortController();
    const sent = scene.send("/v1/traces", traces, {}, { signal: sender.signal }).catch(() => "left");
    await scene.world.advance(100);
    expect(scene.sinks.traces.waiting).toHaveLength(1);
    sender.abort(new Error("gone"));
    expect(await scene.world.until(sent)).toBe("left");
    await scene.world.advance(100);
    expect(scene.sinks.traces.waiting).toHaveLength(0);
    expect(scene.recorded.logs.filter(({ message }) => message === "Refusing a request")).toEqual([]);
  });

  it("71. is told downstream by its address and transport, without its headers", async () => {
    const scene = await OtlpScene.started();
    await scene.post("/v1/traces", traces, { authorization: "Bearer x" });
    const { client } = scene.sinks.traces.contexts[0]!;
    expect(client).toMatchObject({ transport: "http" });
    expect(client!.address).toMatch(/^127\.0\.0\.1:\d+$/);
    expect([...client!.metadata]).toEqual([]);
    expect(scene.sinks.traces.payloads[0]!.encoded().map((range) => range.client)).toEqual([client]);
  });

  it("71. include_metadata: its headers go along, names in lower case", async () => {
    const scene = await OtlpScene.started({ http: { include_metadata: true } });
    await scene.post("/v1/traces", traces, { "x-tenant": "a" });
    const { metadata } = scene.sinks.traces.contexts[0]!.client!;
    expect(metadata.get("x-tenant")).toEqual(["a"]);
    expect(metadata.get("content-type")).toEqual(["application/x-protobuf"]);
  });

  it("every range remembers who sent it, of JSON too", async () => {
    const scene = await OtlpScene.started();
    const text =
      '{"resourceSpans":[{"scopeSpans":[{"spans":[{"name":"a"}]}]},{"scopeSpans":[{"spans":[{"name":"b"}]}]}]}';
    await scene.post("/v1/traces", new TextEncoder().encode(text), { "content-type": "application/json" });
    const clients = scene.sinks.traces.payloads[0]!.encoded().map((range) => range.client);
    expect(clients).toHaveLength(2);
    expect(new Set(clients)).toEqual(new Set([scene.sinks.traces.contexts[0]!.client]));
  });
});

describe("what it tells of itself", () => {
  const secret = "CONTENT-of-a-prompt";
  const json = { "content-type": "application/json" };
  const bad: readonly (readonly [string, string, object, number])[] = [
    ["JSON that ends early", `{"resourceSpans":"${secret}`, json, 400],
    ["JSON of another shape", `{"resourceSpans":"${secret}"}`, json, 400],
    [
      "a name that should be a text",
      `{"resourceSpans":[{"scopeSpans":[{"spans":[{"name":{"x":"${secret}"}}]}]}]}`,
      json,
      400,
    ],
    ["protobuf that is none", `\n\u0000${secret}`, {}, 400],
    ["data that is not compressed", secret, { "content-encoding": "gzip" }, 400],
  ];

  it.each(bad)("%s: neither the answer nor the log holds any of it", async (_, text, headers, status) => {
    const scene = await OtlpScene.started();
    const answer = await scene.post("/v1/traces", new TextEncoder().encode(text), headers as Record<string, string>);
    expect(answer.status).toBe(status);
    expect(answer.text).not.toContain("CONTENT");
    expect(scene.recorded.logs.some(({ level }) => level === "debug")).toBe(true);
    expect(describeDeep(scene.recorded.logs)).not.toContain("CONTENT");
    expect(scene.recorded.count("otlp.refused_requests{status=400}")).toBe(1);
  });

  it("counts what it refused, by status, and nothing else", async () => {
    const scene = await OtlpScene.started();
    await scene.post("/v1/traces", traces);
    await scene.post("/nowhere");
    await scene.post("/v1/traces", [], {}, { method: "GET" });
    await scene.post("/v1/traces", traces, { "content-type": "text/plain" });
    scene.sinks.traces.failWith(new CollectorError("SINK_DOWN", "down", { kind: "retryable" }), 1);
    await scene.post("/v1/traces", traces);
    scene.sinks.traces.failWith(new Error("a bug"), 1);
    await scene.post("/v1/traces", traces);
    const statuses = ["404", "405", "415", "503", "500"].map((status) => `otlp.refused_requests{status=${status}}`);
    expect([...scene.recorded.counts]).toEqual(statuses.map((key) => [key, 1]));
  });
});

/** Everything that an object would show in a log, causes included. */
function describeDeep(value: unknown, depth = 0): string {
  if (typeof value !== "object" || value === null || depth > 8) return String(value);
  const own = Object.getOwnPropertyNames(value);
  return own.map((name) => describeDeep((value as Record<string, unknown>)[name], depth + 1)).join(" ");
}
