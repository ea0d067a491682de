import type { ComponentStatus } from "@genai-collector/component";
import { describe, expect, it } from "vitest";
import { Scene, viewOf } from "./scene.ts";

const iso = (ms: number): string => new Date(ms).toISOString();

/** A collector that runs: two pipelines that share a receiver. */
async function running(config: object = {}): Promise<Scene> {
  const scene = await Scene.second(config, { collector: viewOf(["traces", "metrics/eu"]) });
  scene.tell("healthcheckv2", "extension", [], "ok");
  scene.tell("otlp", "receiver", ["traces", "metrics/eu"], "ok");
  scene.tell("batch", "processor", ["traces"], "ok");
  scene.tell("otlp_http", "exporter", ["traces"], "ok");
  scene.tell("debug", "exporter", ["metrics/eu"], "ok");
  scene.watcher.ready();
  return scene;
}

const fail = (scene: Scene, state: ComponentStatus["state"], error = "answered 503"): void =>
  scene.tell("otlp_http", "exporter", ["traces"], state, { error });

const codes = async (scene: Scene): Promise<unknown> => [
  (await scene.status()).code,
  (await scene.status("?pipeline=traces")).code,
  (await scene.status("?pipeline=metrics/eu")).code,
];

describe("the status code", () => {
  it("starting 503, ok 200, stopping 503, stopped 503; of each pipeline, too", async () => {
    const scene = await Scene.second({}, { collector: viewOf(["traces", "metrics/eu"]) });
    const seen = [await codes(scene)];
    scene.tell("otlp", "receiver", ["traces", "metrics/eu"], "starting");
    seen.push(await codes(scene));
    scene.tell("otlp", "receiver", ["traces", "metrics/eu"], "ok");
    seen.push(await codes(scene));
    scene.watcher.ready();
    seen.push(await codes(scene));
    scene.watcher.notReady();
    seen.push(await codes(scene));
    scene.tell("otlp", "receiver", ["traces", "metrics/eu"], "stopped");
    seen.push(await codes(scene));
    const [all503, all200] = [
      [503, 503, 503],
      [200, 200, 200],
    ];
    expect(seen).toEqual([all503, all503, all503, all200, all503, all503]);
    expect((await scene.status()).body).toMatchObject({ status: "StatusStopped" });
  });

  it("one exporter permanent, not included: 200 with healthy true", async () => {
    const scene = await running();
    fail(scene, "permanent_error", "answered 401");
    expect(await scene.status()).toMatchObject({
      code: 200,
      body: { healthy: true, status: "StatusPermanentError", error: "answered 401" },
    });
  });

  it("included: 500 for its pipeline and for the collector, 200 for the other pipeline", async () => {
    const scene = await running({ component_health: { include_permanent_errors: true } });
    fail(scene, "permanent_error", "answered 401");
    expect(await codes(scene)).toEqual([500, 500, 200]);
    expect((await scene.status("?pipeline=traces")).body).toMatchObject({
      healthy: false,
      status: "StatusPermanentError",
      error: "answered 401",
    });
  });

  it("recoverable within the window: 200; after it: 500; recovered: 200", async () => {
    const scene = await running({
      component_health: { include_recoverable_errors: true, recovery_duration: "1m" },
    });
    fail(scene, "recoverable_error");
    expect(await codes(scene)).toEqual([200, 200, 200]);
    await scene.world.advance(59_999);
    expect(await codes(scene)).toEqual([200, 200, 200]);
    await scene.world.advance(1);
    expect(await codes(scene)).toEqual([500, 500, 200]);
    scene.tell("otlp_http", "exporter", ["traces"], "ok");
    expect(await codes(scene)).toEqual([200, 200, 200]);
  });

  it("recoverable, not included: 200 for ever", async () => {
    const scene = await running();
    fail(scene, "recoverable_error");
    await scene.world.advance(86_400_000);
    expect(await scene.status()).toMatchObject({ code: 200, body: { healthy: true, error: "answered 503" } });
  });

  it("fatal: 500, whatever is included", async () => {
    const scene = await running();
    fail(scene, "fatal_error");
    expect(await codes(scene)).toEqual([500, 500, 200]);
  });

  it("unknown pipeline: 404; a name that looks like something else is unknown, too", async () => {
    const scene = await running();
    for (const name of ["logs", "metrics", "pipeline:traces", "__proto__", "%00", "traces%20", "receiver:otlp"])
      expect((await scene.status(`?pipeline=${name}`)).code, name).toBe(404);
  });

  it("extensions can be asked for as a pipeline can", async () => {
    const scene = await running({ component_health: { include_permanent_errors: true } });
    scene.tell("zpages", "extension", [], "permanent_error");
    expect((await scene.status("?pipeline=extensions")).code).toBe(500);
    expect(await codes(scene)).toEqual([500, 200, 200]);
  });
});

describe("the body", () => {
  it("tells the whole, and nothing inside", async () => {
    const scene = await running();
    await scene.world.advance(5_000);
    fail(scene, "recoverable_error");
    await scene.world.advance(5_000);
    const started = { start_time: iso(0) };
    const failed = { healthy: true, status: "StatusRecoverableError", error: "answered 503", status_time: iso(5_000) };
    expect((await scene.status()).body).toEqual({ ...started, ...failed });
    expect((await scene.status("?pipeline=traces")).body).toEqual({ ...started, ...failed });
    expect((await scene.status("?pipeline=metrics/eu")).body).toEqual({
      ...started,
      healthy: true,
      status: "StatusOK",
      status_time: iso(0),
    });
  });

  it("verbose: tells extensions, pipelines and components, nested", async () => {
    const scene = await running();
    await scene.world.advance(5_000);
    fail(scene, "recoverable_error");
    const ok = { healthy: true, status: "StatusOK", status_time: iso(0) };
    const failed = { healthy: true, status: "StatusRecoverableError", error: "answered 503", status_time: iso(5_000) };
    const traces = {
      ...failed,
      components: { "exporter:otlp_http": failed, "processor:batch": ok, "receiver:otlp": ok },
    };
    expect((await scene.status("?verbose")).body).toEqual({
      start_time: iso(0),
      ...failed,
      components: {
        extensions: { ...ok, components: { "extension:healthcheckv2": ok } },
        "pipeline:metrics/eu": { ...ok, components: { "exporter:debug": ok, "receiver:otlp": ok } },
        "pipeline:traces": traces,
      },
    });
    expect((await scene.status("?pipeline=traces&verbose")).body).toEqual({ start_time: iso(0), ...traces });
  });

  it.each([
    ["?verbose=true", true],
    ["?verbose=1", true],
    ["?verbose=", true],
    ["?verbose=false", false],
    ["?verbose=0", false],
    ["?Verbose", false],
    ["", false],
  ])("with %j is verbose: %s", async (query, isVerbose) => {
    const scene = await running();
    expect("components" in (await scene.status(query)).body).toBe(isVerbose);
  });

  it("is always verbose where http::status::verbose says so", async () => {
    const scene = await running({ http: { status: { verbose: true } } });
    expect((await scene.status()).body).toHaveProperty("components");
  });

  it("is JSON that nobody keeps", async () => {
    const scene = await running();
    expect((await scene.ask()).headers).toMatchObject({
      "content-type": "application/json",
      "cache-control": "no-store",
    });
  });
});

describe("paths", () => {
  it("are those that were configured, and no others", async () => {
    const scene = await running({ http: { status: { path: "/health/status" } } });
    expect((await scene.ask("/health/status?pipeline=traces")).status).toBe(200);
    for (const path of ["/", "/status", "/health/status/", "/health"]) expect((await scene.ask(path)).status).toBe(404);
  });

  it("status disabled: 404", async () => {
    const scene = await running({ http: { status: { enabled: false } } });
    expect((await scene.ask("/status")).status).toBe(404);
  });

  it("are answered to GET and HEAD", async () => {
    const scene = await running();
    expect((await scene.ask("/status", { method: "HEAD" })).status).toBe(200);
    expect(await scene.ask("/status", { method: "POST" })).toMatchObject({
      status: 405,
      headers: { allow: "GET, HEAD" },
    });
  });
});

describe("/config", () => {
  const configuration = "exporters:\n  otlp_http:\n    headers:\n      authorization: '[REDACTED]'\n";
  const http = { config: { enabled: true } };

  it("disabled: 404", async () => {
    const scene = await Scene.second({}, { collector: viewOf(["traces"], configuration) });
    expect((await scene.ask("/config")).status).toBe(404);
  });

  it("enabled: the effective configuration, as the collector shows it", async () => {
    const scene = await Scene.second({ http }, { collector: viewOf(["traces"], configuration) });
    expect(await scene.ask("/config")).toMatchObject({
      status: 200,
      headers: { "content-type": "application/yaml", "cache-control": "no-store" },
      text: configuration,
    });
  });

  it("is served at the path that was configured", async () => {
    const given = { http: { config: { enabled: true, path: "/health/config" } } };
    const scene = await Scene.second(given, { collector: viewOf([]) });
    expect((await scene.ask("/health/config")).status).toBe(200);
    expect((await scene.ask("/config")).status).toBe(404);
  });

  it("503 where there is no collector to show", async () => {
    const scene = await Scene.second({ http });
    expect((await scene.ask("/config")).status).toBe(503);
  });
});

describe("health_check with use_v2", () => {
  it("is the second version, and tells which keys of the first have no effect", async () => {
    const scene = await Scene.opened({ use_v2: true, http: {}, path: "/health" });
    scene.watcher.ready();
    expect((await scene.ask("/status")).status).toBe(503); // nothing was heard of yet
    scene.tell("otlp", "receiver", ["traces"], "ok");
    expect(await scene.status("?verbose")).toMatchObject({
      code: 200,
      body: { components: { "pipeline:traces": {} } },
    });
    expect((await scene.ask("/health")).status).toBe(404);
    expect(scene.recorded.logs).toMatchObject([
      { level: "warn", data: { keys: ["path"] } },
      { level: "info", message: "Starting HTTP health check server" },
    ]);
  });
});
