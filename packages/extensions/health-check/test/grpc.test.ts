import { authRefusedCode, CollectorError } from "@genai-collector/component";
import { concat } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { requestOf, Scene, viewOf, type SceneOptions } from "./scene.ts";

// https://github.com/grpc/grpc/blob/master/doc/health-checking.md
const [serving, notServing, serviceUnknown] = [1, 2, 3];

async function running(config: object = {}, options: SceneOptions = {}): Promise<Scene> {
  const scene = await Scene.second(config, { collector: viewOf(["traces", "logs"]), ...options });
  scene.tell("otlp", "receiver", ["traces", "logs"], "ok");
  scene.tell("otlp_grpc", "exporter", ["traces"], "ok");
  scene.watcher.ready();
  return scene;
}

const fail = (scene: Scene, state: "recoverable_error" | "permanent_error" | "fatal_error"): void =>
  scene.tell("otlp_grpc", "exporter", ["traces"], state);
const recover = (scene: Scene): void => scene.tell("otlp_grpc", "exporter", ["traces"], "ok");

describe("Check", () => {
  it("NOT_SERVING before the start has ended, SERVING when it has, NOT_SERVING from the shutdown on", async () => {
    const scene = await Scene.second({}, { collector: viewOf(["traces"]) });
    const seen: unknown[] = [];
    const steps = [
      () => undefined,
      () => scene.tell("otlp", "receiver", ["traces"], "ok"),
      () => scene.watcher.ready(),
      () => scene.watcher.notReady(),
    ];
    for (const step of steps) {
      step();
      seen.push([await scene.check(), await scene.check("traces")]);
    }
    expect(seen).toEqual([
      [notServing, notServing],
      [notServing, notServing],
      [serving, serving],
      [notServing, notServing],
    ]);
  });

  it.each([
    ["permanent_error", {}, serving],
    ["permanent_error", { include_permanent_errors: true }, notServing],
    ["recoverable_error", {}, serving],
    ["recoverable_error", { include_recoverable_errors: true }, notServing],
    ["fatal_error", {}, notServing],
  ] as const)(
    "of %s with %j is %i: for its pipeline and overall, not for the other",
    async (state, counted, status) => {
      const scene = await running({ component_health: counted });
      fail(scene, state);
      expect([await scene.check(), await scene.check("traces"), await scene.check("logs")]).toEqual([
        status,
        status,
        serving,
      ]);
    },
  );

  it("recoverable within the window is SERVING, after it NOT_SERVING", async () => {
    const scene = await running({
      component_health: { include_recoverable_errors: true, recovery_duration: "1m" },
    });
    fail(scene, "recoverable_error");
    await scene.world.advance(59_999);
    expect(await scene.check("traces")).toBe(serving);
    await scene.world.advance(1);
    expect(await scene.check("traces")).toBe(notServing);
  });

  it("unknown service: NOT_FOUND", async () => {
    const scene = await running();
    for (const service of ["metrics", "pipeline:traces", "grpc.health.v1.Health", "__proto__"])
      expect(await scene.check(service)).toEqual({ code: 5, message: "Service not found." });
  });
});

describe("Watch", () => {
  it("tells the status, and each one that it comes to be", async () => {
    const scene = await running({
      component_health: { include_permanent_errors: true, include_recoverable_errors: true },
    });
    const [all, traces, logs] = [await scene.watch(), await scene.watch("traces"), await scene.watch("logs")];
    for (const step of [() => fail(scene, "recoverable_error"), () => recover(scene)]) {
      step();
      await scene.world.advance(1_000);
    }
    expect([all.told, traces.told, logs.told]).toEqual([
      [serving, notServing, serving],
      [serving, notServing, serving],
      [serving],
    ]);
  });

  it("says nothing twice: errors that do not count, and components that repeat themselves", async () => {
    const scene = await running();
    const { told } = await scene.watch("traces");
    for (const step of [() => fail(scene, "recoverable_error"), () => recover(scene), () => recover(scene)]) {
      step();
      await scene.world.advance(1_000);
    }
    expect(told).toEqual([serving]);
  });

  it("from before the start to the end of the collector", async () => {
    const scene = await Scene.second({}, { collector: viewOf(["traces"]) });
    const watching = await scene.watch("traces");
    scene.tell("otlp", "receiver", ["traces"], "ok");
    await scene.world.advance(1_000);
    scene.watcher.ready();
    await scene.world.advance(1_000);
    expect(watching.told).toEqual([notServing, serving]);
    scene.watcher.notReady();
    await scene.stop();
    expect(watching).toEqual({ told: [notServing, serving, notServing], ended: 1 });
  });

  it("an error that may pass turns into NOT_SERVING by itself, once it has lasted long enough", async () => {
    const scene = await running({
      component_health: { include_recoverable_errors: true, recovery_duration: "1m" },
    });
    const early = await scene.watch("traces");
    fail(scene, "recoverable_error");
    await scene.world.advance(30_000);
    const late = await scene.watch("traces");
    await scene.world.advance(29_999);
    expect([early.told, late.told]).toEqual([[serving], [serving]]);
    await scene.world.advance(1);
    expect([early.told, late.told]).toEqual([
      [serving, notServing],
      [serving, notServing],
    ]);
    recover(scene);
    fail(scene, "recoverable_error");
    recover(scene);
    await scene.world.advance(300_000);
    expect(early.told).toEqual([serving, notServing, serving]);
  });

  it("unknown service: SERVICE_UNKNOWN, then its status when it is there", async () => {
    const scene = await running();
    const { told } = await scene.watch("metrics");
    await scene.world.advance(1_000);
    expect(told).toEqual([serviceUnknown]);
    scene.tell("portkey", "receiver", ["metrics"], "ok");
    await scene.world.advance(1_000);
    expect(told).toEqual([serviceUnknown, serving]);
  });

  it("ends when the client leaves, and makes room for another", async () => {
    const scene = await running({ grpc: { max_watches: 2 } });
    const leaving = new AbortController();
    const first = await scene.watch("traces", leaving.signal);
    const second = await scene.watch("traces");
    expect(await scene.watch("traces")).toEqual({ told: [], ended: 8 });
    leaving.abort();
    await scene.world.advance(0);
    expect([first.ended, second.ended]).toEqual(["left", undefined]);
    const third = await scene.watch("logs");
    expect(third).toEqual({ told: [serving], ended: undefined });
    fail(scene, "fatal_error");
    await scene.world.advance(0);
    expect([first.told, second.told, third.told]).toEqual([[serving], [serving, notServing], [serving]]);
  });

  it("a thousand clients that come and go leave nothing behind", async () => {
    const scene = await running({ grpc: { max_watches: 1 } });
    for (let i = 0; i < 1_000; i++) {
      const leaving = new AbortController();
      const watching = await scene.watch("", leaving.signal);
      expect(watching.told).toEqual([serving]);
      leaving.abort();
      await scene.world.advance(0);
    }
    await scene.stop();
    expect(scene.runtime.leaks()).toEqual(["http client"]);
  });

  it("holds up no shutdown, though an error may still pass", async () => {
    const scene = await running({
      component_health: { include_recoverable_errors: true, recovery_duration: "1h" },
    });
    const watching = await scene.watch("traces");
    fail(scene, "recoverable_error");
    await scene.world.advance(1_000);
    const before = scene.world.now;
    await scene.stop();
    expect([scene.world.now, watching.ended, scene.runtime.leaks()]).toEqual([before, 1, ["http client"]]);
  });
});

describe("a call that is none", () => {
  const check = requestOf("traces");

  it.each<[string, string, Uint8Array, object, number, string | RegExp]>([
    ["another method", "List", check, {}, 12, "unknown method List for service grpc.health.v1.Health"],
    ["no message", "Check", new Uint8Array(), {}, 13, /received no request message/],
    ["half a message", "Watch", check.subarray(0, 8), {}, 13, "unexpected EOF"],
    ["two messages", "Check", concat([check, check]), {}, 13, /received multiple request messages/],
    ["no protobuf", "Check", Uint8Array.of(0, 0, 0, 0, 2, 0x0a, 9), {}, 13, /failed to unmarshal/],
    ["no UTF-8", "Check", Uint8Array.of(0, 0, 0, 0, 3, 0x0a, 1, 0xff), {}, 13, /failed to unmarshal/],
    ["a long name", "Check", requestOf("x").with(3, 0x20), {}, 8, /larger than max/],
    ["a long body", "Watch", new Uint8Array(5_000), {}, 8, /larger than max 4096/],
    ["a compressed message", "Check", check.with(0, 1), {}, 13, /compressed flag set/],
    ["an encoding", "Check", check, { headers: { "grpc-encoding": "gzip" } }, 12, /not installed/],
    ["a GET", "Check", check, { method: "GET" }, 13, "a gRPC request is a POST"],
    ["another type", "Check", check, { headers: { "content-type": "application/json" } }, 3, /no gRPC/],
  ])("%s is told so", async (_, method, body, more, code, message) => {
    const scene = await running();
    const { headers } = await scene.call(method, body, more);
    expect(headers["grpc-status"]).toBe(String(code));
    expect(decodeURIComponent(headers["grpc-message"]!)).toMatch(message);
    expect(await scene.check("traces")).toBe(serving);
    expect(scene.recorded.logs.filter(({ level }) => level === "error")).toEqual([]);
  });

  it("unknown fields of a request are passed over, and the last name counts", async () => {
    const scene = await running();
    const message = Uint8Array.of(0x10, 1, 0x0a, 1, 0x78, 0x1a, 1, 0x79, 0x0a, 4, ...Buffer.from("logs"));
    const { body, trailers } = await scene.call("Check", Uint8Array.of(0, 0, 0, 0, message.length, ...message));
    expect([trailers!["grpc-status"], (await body.read(10)).at(-1)]).toEqual(["0", serving]);
  });

  it("answers in the type that it was asked in", async () => {
    const scene = await running();
    const { headers } = await scene.call("Check", check, { headers: { "content-type": "application/grpc+proto" } });
    expect(headers["content-type"]).toBe("application/grpc+proto");
  });
});

describe("an authenticator", () => {
  const auth = { authenticator: "auth" };
  const openWith = (error: unknown): Promise<Scene> =>
    running(
      { grpc: { auth } },
      {
        authenticate: async ({ transport, headers }) => {
          if (transport === "grpc" && headers["authorization"] === "Bearer right") return new Map();
          throw error;
        },
      },
    );

  it.each([
    [new CollectorError(authRefusedCode, "wrong token", { kind: "misconfigured" }), 16, "wrong token"],
    [new CollectorError("BASICAUTH_BUSY", "too many at once", { kind: "refused" }), 14, "too many at once"],
    [new TypeError("secret inside"), 13, "internal error"],
  ])("that says %s: %i", async (error, code, message) => {
    const scene = await openWith(error);
    expect(await scene.check()).toEqual({ code, message });
    expect(await scene.watch()).toEqual({ told: [], ended: code });
    const right = { headers: { authorization: "Bearer right" } };
    expect((await scene.call("Check", requestOf(""), right)).trailers).toEqual({ "grpc-status": "0" });
  });
});
