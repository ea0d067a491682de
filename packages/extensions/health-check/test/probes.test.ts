import type { ComponentStatus, OverdueBeat } from "@genai-collector/component";
import { describe, expect, it } from "vitest";
import { Scene, viewOf, type SceneOptions } from "./scene.ts";

const [serving, notServing] = [1, 2];
const types = ["health_check", "healthcheckv2"] as const;
const stuck: OverdueBeat = { id: "portkey", kind: "receiver", part: "analytics", overdueMs: 90_400 };
const stuckSentence = "receiver:portkey analytics has not been heard of for 90 s longer than it said";

/** A collector in which `overdue` may be filled. */
async function open(type: (typeof types)[number], config: object = {}) {
  const overdue: OverdueBeat[] = [];
  const options: SceneOptions = { type, collector: { ...viewOf(["metrics"]), overdue: () => overdue } };
  const scene = await Scene.opened(type === "healthcheckv2" ? { http: {}, grpc: {}, ...config } : config, options);
  const ask = async (path: string): Promise<readonly [number, unknown]> => {
    const { status, text } = await scene.ask(path);
    return [status, JSON.parse(text)];
  };
  return { scene, overdue, ask };
}

describe.each(types)("%s", (type) => {
  it("readyz: 503 before ready and from the shutdown on, 200 between; livez: 200 all the time", async () => {
    const { scene, ask } = await open(type);
    const seen: unknown[] = [];
    for (const step of [() => undefined, () => scene.watcher.ready(), () => scene.watcher.notReady()]) {
      step();
      seen.push([(await ask("/readyz"))[0], (await ask("/livez"))[0]]);
    }
    expect(seen).toEqual([
      [503, 200],
      [200, 200],
      [503, 200],
    ]);
  });

  it("readyz says why not", async () => {
    const { scene, ask } = await open(type);
    expect(await ask("/readyz")).toEqual([503, { ready: false, why: ["not everything has started"] }]);
    scene.watcher.ready();
    scene.tell("otlp", "receiver", ["traces"], "fatal_error", { error: "the port is gone" });
    expect(await ask("/readyz")).toEqual([503, { ready: false, why: ["receiver:otlp the port is gone"] }]);
    scene.watcher.notReady();
    expect(await ask("/readyz")).toEqual([503, { ready: false, why: ["the shutdown has begun"] }]);
  });

  it("fresh beats 200, one past its threshold 503 with its name, heard of again 200", async () => {
    const { scene, overdue, ask } = await open(type);
    scene.watcher.ready();
    expect(await ask("/livez")).toEqual([200, { alive: true }]);
    overdue.push(stuck);
    expect(await ask("/livez")).toEqual([503, { alive: false, why: [stuckSentence] }]);
    expect(await ask("/readyz")).toEqual([503, { ready: false, why: [stuckSentence] }]);
    overdue.pop();
    expect([(await ask("/livez"))[0], (await ask("/readyz"))[0]]).toEqual([200, 200]);
  });

  it("what is silent while the collector stops is not stuck: the shutdown has its own deadline", async () => {
    const { scene, overdue, ask } = await open(type);
    scene.watcher.ready();
    overdue.push(stuck);
    scene.watcher.notReady();
    expect((await ask("/livez"))[0]).toBe(200);
  });

  it("no outage, no refused key and no full pipeline fails a probe, nor does a standby, whose loops wait", async () => {
    const { scene, ask } = await open(type);
    const parts: ComponentStatus["parts"] = [{ name: "analytics", state: "starting", at: 0 }];
    scene.tell("portkey", "receiver", ["metrics"], "ok", { parts });
    scene.watcher.ready();
    for (const state of ["ok", "recoverable_error", "permanent_error"] as const) {
      scene.tell("otlp_http", "exporter", ["metrics"], state);
      scene.tell("portkey", "receiver", ["metrics"], state, { parts: [{ name: "analytics", state, at: 0 }] });
      expect([(await ask("/livez"))[0], (await ask("/readyz"))[0]], state).toEqual([200, 200]);
    }
  });

  it("a page that was given the path of a probe has it: files that were written for otelcol keep their meaning", async () => {
    const own =
      type === "health_check" ? { path: "/livez", status_path: "/readyz" } : { http: { status: { path: "/livez" } } };
    const { scene, overdue, ask } = await open(type, own);
    scene.tell("portkey", "receiver", ["metrics"], "ok");
    scene.watcher.ready();
    overdue.push(stuck);
    expect((await ask("/livez"))[0]).toBe(200);
  });
});

describe("grpc", () => {
  it("answers for the services liveness and readiness, and watches them", async () => {
    const { scene, overdue } = await open("healthcheckv2");
    expect([await scene.check("liveness"), await scene.check("readiness")]).toEqual([serving, notServing]);
    scene.watcher.ready();
    expect([await scene.check("liveness"), await scene.check("readiness")]).toEqual([serving, serving]);
    const watching = await scene.watch("liveness");
    overdue.push(stuck);
    await scene.world.advance(10_000);
    expect([watching.told, await scene.check("liveness"), await scene.check("readiness")]).toEqual([
      [serving, notServing],
      notServing,
      notServing,
    ]);
    // A collector that is not alive is as healthy as its components say: the two are asked for apart.
    scene.tell("portkey", "receiver", ["metrics"], "ok");
    expect(await scene.check("")).toBe(serving);
    expect((await scene.ask("/status?pipeline=liveness")).status).toBe(404);
  });
});

describe("parts", () => {
  it("stand below their component, each with its own state, error and time", async () => {
    const { scene } = await open("healthcheckv2");
    scene.watcher.ready();
    await scene.world.advance(1_000);
    const ok = { name: "analytics", state: "ok", at: 1_000 } as const;
    const ill = { name: "groups", state: "permanent_error", error: "401", at: 1_000 } as const;
    const waiting = { name: "leadership", state: "starting", at: 1_000 } as const;
    scene.tell("portkey", "receiver", ["metrics"], "permanent_error", { error: "401", parts: [ok, ill, waiting] });
    const { body } = await scene.status("?pipeline=metrics&verbose");
    const at = "1970-01-01T00:00:01.000Z";
    expect(body["components"]).toEqual({
      "receiver:portkey": {
        healthy: true,
        status: "StatusPermanentError",
        error: "401",
        status_time: at,
        components: {
          "part:analytics": { healthy: true, status: "StatusOK", status_time: at },
          "part:groups": { healthy: true, status: "StatusPermanentError", error: "401", status_time: at },
          "part:leadership": { healthy: true, status: "StatusStarting", status_time: at },
        },
      },
    });
  });

  it("that are well again are told so, while the component stays as ill as another one", async () => {
    const { scene } = await open("health_check");
    scene.watcher.ready();
    const parts = (state: "ok" | "recoverable_error"): ComponentStatus["parts"] => [
      { name: "analytics", state, at: scene.world.now },
      { name: "groups", state: "recoverable_error", error: "503", at: 0 },
    ];
    scene.tell("portkey", "receiver", ["metrics"], "recoverable_error", { parts: parts("recoverable_error") });
    await scene.world.advance(60_000);
    scene.tell("portkey", "receiver", ["metrics"], "recoverable_error", { parts: parts("ok") });
    const [portkey] = (await scene.status()).body["components"] as readonly { readonly parts: unknown }[];
    expect(portkey!.parts).toEqual([
      { name: "analytics", state: "ok", since: "1970-01-01T00:01:00.000Z" },
      { name: "groups", state: "recoverable_error", error: "503", since: "1970-01-01T00:00:00.000Z" },
    ]);
  });
});

describe("the paths of the probes", () => {
  it("are the ones that are configured, and no others", async () => {
    const paths = { liveness_path: "/alive", readiness_path: "/steady" };
    const { scene, ask } = await open("health_check", paths);
    expect([await ask("/alive"), (await ask("/steady"))[0]]).toEqual([[200, { alive: true }], 503]);
    scene.watcher.ready();
    expect(await ask("/steady")).toEqual([200, { ready: true }]);
    for (const path of ["/livez", "/readyz"]) expect((await scene.ask(path)).status).toBe(404);
  });
});
