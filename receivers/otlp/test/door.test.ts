import {
  authRefusedCode,
  clientAuthenticator,
  CollectorError,
  provide,
  serverAuthenticator,
  serverMiddleware,
  type IncomingRequest,
  type ServerAuthenticator,
  type ServerMiddleware,
} from "@genai-collector/component";
import { concat, createHost, generateTraces } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { exportPath, framed, GrpcScene, requestOf } from "./grpc-scene.ts";
import { decodeAnswer, OtlpScene } from "./otlp-scene.ts";
import { ScriptedBody } from "./scripted-body.ts";

const traces = requestOf(generateTraces());
const auth = { authenticator: "gate" };
const middlewares = [{ id: "limiter" }];

/** Lets in who says the word, and remembers who asked. */
class Gatekeeper implements ServerAuthenticator {
  readonly asked: IncomingRequest[] = [];

  async authenticate(request: IncomingRequest): Promise<ReadonlyMap<string, unknown>> {
    this.asked.push(request);
    const word = request.headers["authorization"];
    if (word === "busy") throw new CollectorError("GATE_BUSY", "ask later", { kind: "retryable", retryAfterMs: 3_000 });
    if (word === "bug") throw new TypeError("SECRET is undefined");
    if (word !== "sesame") throw new CollectorError(authRefusedCode, "not you", { kind: "misconfigured" });
    return new Map([["subject", "ali"]]);
  }
}

const hostWith = (gate: ServerAuthenticator, limiter: ServerMiddleware = { admit: () => undefined }) =>
  createHost({
    gate: [provide(serverAuthenticator, gate)],
    limiter: [provide(serverMiddleware, limiter)],
    clientOnly: [provide(clientAuthenticator, { authorize: async (headers) => headers })],
  });

/** A limiter that has no room, and counts who asked. */
function fullLimiter() {
  const limiter = {
    asked: 0,
    admit(): void {
      limiter.asked += 1;
      throw new CollectorError("LIMITER_FULL", "no room", { kind: "refused", retryAfterMs: 5_000 });
    },
  };
  return limiter;
}

/** A body that says whether anybody asked for it. */
function untouched() {
  let wasRead = false;
  async function* parts(): AsyncGenerator<Uint8Array> {
    wasRead = true;
    yield traces;
  }
  return { body: parts(), wasRead: () => wasRead };
}

describe("72. an extension that is not there", () => {
  it.each([
    [
      "authenticator",
      { auth: { authenticator: "nobody" } },
      'failed to resolve authenticator "nobody": authenticator not found',
    ],
    [
      "authenticator of the other side",
      { auth: { authenticator: "clientOnly" } },
      'failed to resolve authenticator "clientOnly": requested authenticator is not a server authenticator',
    ],
    ["middleware", { middlewares: [{ id: "nobody" }] }, 'failed to resolve middleware "nobody": middleware not found'],
  ])("%s: start error, for both protocols, and nothing is left behind", async (_, settings, message) => {
    const host = hostWith(new Gatekeeper());
    const http = new OtlpScene({ http: settings });
    await expect(http.receiver.start(host)).rejects.toThrow(message);
    expect(http.runtime.leaks()).toEqual([]);
    const grpc = new GrpcScene({ grpc: settings });
    await expect(grpc.receiver.start(host)).rejects.toThrow(message);
    expect(grpc.servers.listeners.filter(({ isClosed }) => !isClosed)).toEqual([]);
  });
});

describe("72. an authenticator, HTTP", () => {
  const started = async (http: object = { auth }) => {
    const gate = new Gatekeeper();
    return { gate, scene: await OtlpScene.started({ http, host: hostWith(gate) }) };
  };

  it("lets in, and tells who it is", async () => {
    const { gate, scene } = await started();
    expect((await scene.post("/v1/traces", traces, { authorization: "sesame" })).status).toBe(200);
    expect(scene.sinks.traces.contexts[0]!.client!.auth).toEqual(new Map([["subject", "ali"]]));
    expect(scene.sinks.traces.contexts[0]!.client!.metadata.size).toBe(0);
    expect(gate.asked).toMatchObject([{ transport: "http", headers: { authorization: "sesame" } }]);
    expect(gate.asked[0]!.peer).toMatch(/^127\.0\.0\.1:\d+$/);
  });

  it.each([
    ["application/x-protobuf", "application/x-protobuf"],
    ["application/json", "application/json"],
    ["text/plain", "application/json"],
    ["", "application/json"],
  ])("turns away before the body is read, and says so to a request of type %j as %s", async (type, answered) => {
    const { scene } = await started();
    const { body, wasRead } = untouched();
    const answer = await scene.post("/v1/traces", body as unknown as readonly Uint8Array[], { "content-type": type });
    expect([answer.status, answer.headers["content-type"], wasRead()]).toEqual([401, answered, false]);
    const said: unknown = answered.endsWith("json") ? JSON.parse(answer.text) : decodeAnswer("Status", answer);
    expect(said).toEqual({ code: 16, message: "not you" });
    expect([scene.sinks.traces.payloads, scene.sinks.traces.refused]).toEqual([[], []]);
    expect(scene.recorded.count("otlp.refused_requests{status=401}")).toBe(1);
  });

  it("tells who is not let in nothing of what is there", async () => {
    const { scene } = await started();
    expect((await scene.post("/nowhere", traces)).status).toBe(401);
    expect((await scene.post("/v1/traces", [], {}, { method: "GET" })).status).toBe(401);
    expect((await scene.post("/nowhere", traces, { authorization: "sesame" })).status).toBe(404);
  });

  it("that cannot tell now, or is broken: not let in, and not told why it broke", async () => {
    const { scene } = await started();
    const busy = await scene.post("/v1/traces", traces, { authorization: "busy" });
    expect([busy.status, busy.headers["retry-after"]]).toEqual([503, "3"]);
    const bug = await scene.post("/v1/traces", traces, { authorization: "bug" });
    expect([bug.status, bug.text.includes("SECRET")]).toEqual([500, false]);
    expect(scene.recorded.logs.map(({ level }) => level)).toContain("error");
    expect(scene.sinks.traces.payloads).toEqual([]);
  });

  it("sees parameters of the URL as headers where it is told to, before those of the same name", async () => {
    const { gate, scene } = await started({ auth: { ...auth, request_params: ["Authorization", "absent"] } });
    const path = "/v1/traces?Authorization=sesame&other=1";
    expect((await scene.post(path, traces, { authorization: "wrong" })).status).toBe(200);
    expect(gate.asked[0]!.headers).toMatchObject({ authorization: "sesame" });
    expect(Object.keys(gate.asked[0]!.headers)).not.toContain("other");
    expect((await scene.post("/v1/traces", traces, { authorization: "sesame" })).status).toBe(200);
    expect((await scene.post("/v1/traces?authorization=sesame", traces)).status).toBe(401);
  });
});

describe("72. an authenticator, gRPC", () => {
  const started = async () => {
    const gate = new Gatekeeper();
    return { gate, scene: await GrpcScene.started({ grpc: { auth }, host: hostWith(gate) }) };
  };

  it("lets in, and tells who it is", async () => {
    const { gate, scene } = await started();
    expect((await scene.export(framed(traces), { authorization: "sesame" })).code).toBe(0);
    expect(scene.sinks.traces.contexts[0]!.client).toMatchObject({
      transport: "grpc",
      auth: new Map([["subject", "ali"]]),
    });
    expect(gate.asked).toMatchObject([{ transport: "grpc", peer: "127.0.0.1:50000" }]);
  });

  it("turns away with UNAUTHENTICATED before the message is read", async () => {
    const { scene } = await started();
    const { body, wasRead } = untouched();
    expect(await scene.export(new ScriptedBody(body))).toMatchObject({ code: 16, message: "not you" });
    expect([wasRead(), scene.sinks.traces.payloads, scene.sinks.traces.refused]).toEqual([false, [], []]);
    expect(scene.recorded.count("otlp.refused_requests{status=UNAUTHENTICATED}")).toBe(1);
  });

  it("that cannot tell now: UNAVAILABLE with its delay; that never answers: the caller's deadline", async () => {
    const { gate, scene } = await started();
    expect(await scene.export(framed(traces), { authorization: "busy" })).toMatchObject({
      code: 14,
      retryDelay: { seconds: "3" },
    });
    gate.authenticate = () => new Promise(() => undefined);
    expect((await scene.export(framed(traces), { "grpc-timeout": "1S" })).code).toBe(4);
  });
});

describe("a middleware", () => {
  it("turns away before the body is read, with its delay: 429", async () => {
    const limiter = fullLimiter();
    const scene = await OtlpScene.started({ http: { middlewares }, host: hostWith(new Gatekeeper(), limiter) });
    const { body, wasRead } = untouched();
    const answer = await scene.post("/v1/traces", body as unknown as readonly Uint8Array[]);
    expect([answer.status, answer.headers["retry-after"], wasRead(), limiter.asked]).toEqual([429, "5", false, 1]);
    expect(decodeAnswer("Status", answer)).toMatchObject({ code: 8, message: "no room" });
  });

  it("turns away before the message is read, with its delay: RESOURCE_EXHAUSTED", async () => {
    const scene = await GrpcScene.started({ grpc: { middlewares }, host: hostWith(new Gatekeeper(), fullLimiter()) });
    const { body, wasRead } = untouched();
    expect(await scene.call(exportPath.traces, new ScriptedBody(body))).toMatchObject({
      code: 8,
      message: "no room",
      retryDelay: { seconds: "5" },
    });
    expect(wasRead()).toBe(false);
  });

  it("is asked after the authenticator, and lets others through", async () => {
    const limiter = fullLimiter();
    const http = { auth, middlewares };
    const scene = await OtlpScene.started({ http, host: hostWith(new Gatekeeper(), limiter) });
    expect((await scene.post("/v1/traces", traces)).status).toBe(401);
    expect(limiter.asked).toBe(0);
    limiter.admit = () => undefined;
    expect((await scene.post("/v1/traces", traces, { authorization: "sesame" })).status).toBe(200);
    expect(concat(scene.sinks.traces.payloads[0]!.encoded().map(({ bytes }) => bytes))).toEqual(traces);
  });
});
