import type { StatusWatcher } from "@genai-collector/component";
import { createSettings, decodeConfig, VirtualRuntime, World } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { healthCheckConfig, type HealthCheckConfig } from "./config.ts";
import { HealthCheckExtension } from "./health-check-extension.ts";

const never = new AbortController().signal;

/** An extension in a world of its own, and how to ask it. */
async function open(config: object = {}) {
  const world = new World(0);
  const runtime = new VirtualRuntime(world);
  const settings = createSettings("health_check", runtime);
  const decoded = decodeConfig<HealthCheckConfig>(healthCheckConfig, config, "health_check");
  const extension = new HealthCheckExtension(settings, decoded);
  await world.until(extension.start());
  const watcher = extension.provided[0]!.implementation as StatusWatcher;
  const client = runtime.http.open({});
  const ask = async (path = "/", more: { method?: string; host?: string } = {}) => {
    const url = `http://${decoded.endpoint}${path}`;
    const headers = { host: more.host ?? decoded.endpoint };
    const asking = client.request({ method: more.method ?? "GET", url, headers, signal: never });
    const { status, headers: answered, body } = await world.until(asking);
    return { status, headers: answered, text: new TextDecoder().decode(await world.until(body.read(10_000))) };
  };
  return { world, runtime, extension, watcher, ask };
}

describe("the probe", () => {
  it("answers 503 while the collector starts, 200 when it is ready, 503 when it shuts down", async () => {
    const { watcher, ask } = await open();
    const steps = [() => undefined, () => watcher.ready(), () => watcher.notReady()];
    const answers: unknown[] = [];
    for (const step of steps) {
      step();
      const { status, text } = await ask();
      answers.push([status, (JSON.parse(text) as { status: string }).status]);
    }
    expect(answers).toEqual([
      [503, "Server not available"],
      [200, "Server available"],
      [503, "Server not available"],
    ]);
  });

  it("tells otelcol's fields, and lets nobody keep them", async () => {
    const { world, watcher, ask } = await open();
    watcher.ready();
    await world.advance(3_000);
    const { text, headers } = await ask();
    expect(JSON.parse(text)).toEqual({
      status: "Server available",
      upSince: "1970-01-01T00:00:00.000Z",
      uptime: "3s",
    });
    expect(headers).toMatchObject({ "content-type": "application/json", "cache-control": "no-store" });
  });

  it("does not depend on how components are doing: a sink that is down must not have the collector restarted", async () => {
    const { watcher, ask } = await open();
    watcher.ready();
    watcher.componentStatus({
      id: "otlp_http",
      kind: "exporter",
      pipelines: ["traces"],
      state: "permanent_error",
      at: 0,
    });
    expect((await ask()).status).toBe(200);
  });

  it("answers with the bodies that were configured", async () => {
    const { watcher, ask } = await open({ response_body: { healthy: "fine", unhealthy: "not yet" } });
    expect(await ask()).toMatchObject({ status: 503, text: "not yet", headers: { "content-type": /text\/plain/ } });
    watcher.ready();
    expect(await ask()).toMatchObject({ status: 200, text: "fine" });
  });

  it("stands under the configured path, whatever query follows, and nowhere else", async () => {
    const { watcher, ask } = await open({ path: "/health" });
    watcher.ready();
    expect((await ask("/health")).status).toBe(200);
    expect((await ask("/health?verbose")).status).toBe(200);
    for (const path of ["/", "/health/", "/healthy", "/Health"]) expect((await ask(path)).status).toBe(404);
  });

  it("is answered to HEAD, and to no other method than GET", async () => {
    const { watcher, ask } = await open();
    watcher.ready();
    expect((await ask("/", { method: "HEAD" })).status).toBe(200);
    for (const method of ["POST", "PUT", "DELETE", "OPTIONS"])
      expect(await ask("/", { method })).toMatchObject({ status: 405, headers: { allow: "GET, HEAD" } });
  });
});

describe("the status page", () => {
  it("tells how each component is doing, with the probe's status code", async () => {
    const { watcher, ask } = await open({ status_path: "/components" });
    watcher.componentStatus({
      id: "guard",
      kind: "processor",
      pipeline: "metrics",
      pipelines: ["metrics"],
      state: "starting",
      at: 1_000,
    });
    const { status, text } = await ask("/components");
    expect(status).toBe(503);
    expect(JSON.parse(text)).toMatchObject({
      status: "Server not available",
      components: [
        {
          id: "guard",
          kind: "processor",
          pipeline: "metrics",
          
          state: "starting",
          since: "1970-01-01T00:00:01.000Z",
        },
      ],
    });
    watcher.ready();
    expect((await ask("/components")).status).toBe(200);
  });
});

describe("the Host header", () => {
  it("must lead here by intent: a name of somebody else's gets no answer, ready or not", async () => {
    const { watcher, ask } = await open({ allow_hosts: ["probe.example"] });
    watcher.ready();
    for (const path of ["/", "/status", "/other"])
      expect(await ask(path, { host: "rebinding.example" })).toMatchObject({
        status: 403,
        text: '{"error":"unknown host"}',
      });
    expect((await ask("/", { host: "probe.example:80" })).status).toBe(200);
  });
});

describe("the listener", () => {
  it("that finds its port taken fails the start, and leaves nothing behind", async () => {
    const { world, runtime } = await open();
    const second = new HealthCheckExtension(
      createSettings("health_check/2", runtime),
      decodeConfig<HealthCheckConfig>(healthCheckConfig, {}, "health_check"),
    );
    const before = runtime.leaks();
    await expect(world.until(second.start())).rejects.toMatchObject({ code: "EADDRINUSE" });
    expect(runtime.leaks()).toEqual(before);
    await second.shutdown(never);
  });

  it("is closed by the shutdown, twice without harm", async () => {
    const { world, extension, ask, runtime } = await open();
    await world.until(extension.shutdown(never));
    await world.until(extension.shutdown(never));
    await expect(ask()).rejects.toMatchObject({ code: "ECONNREFUSED" });
    expect(runtime.leaks()).toEqual(["http client"]);
  });
});

describe("the configuration", () => {
  it.each([
    [{ path: "health" }, /path/],
    [{ status_path: "" }, /status_path/],
    [{ path: "/status" }, /must be another path than path/],
    [{ endpoint: "localhost" }, /endpoint/],
    [{ allow_hosts: [""] }, /allow_hosts/],
  ])("%j is refused", (config, message) => {
    expect(() => decodeConfig(healthCheckConfig, config, "health_check")).toThrow(message);
  });

  it("takes otelcol's check_collector_pipeline, which has no effect", () => {
    const config = { check_collector_pipeline: { enabled: true, interval: "5m", exporter_failure_threshold: 5 } };
    expect(() => decodeConfig(healthCheckConfig, config, "health_check")).not.toThrow();
  });
});
