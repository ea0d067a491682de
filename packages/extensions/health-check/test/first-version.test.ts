import { describe, expect, it } from "vitest";
import { Scene } from "./scene.ts";

describe("the probe", () => {
  it("answers 503 while the collector starts, 200 when it is ready, 503 when it shuts down", async () => {
    const scene = await Scene.opened();
    const steps = [() => undefined, () => scene.watcher.ready(), () => scene.watcher.notReady()];
    const answers: unknown[] = [];
    for (const step of steps) {
      step();
      const { status, text } = await scene.ask("/");
      answers.push([status, (JSON.parse(text) as { status: string }).status]);
    }
    expect(answers).toEqual([
      [503, "Server not available"],
      [200, "Server available"],
      [503, "Server not available"],
    ]);
  });

  it("tells otelcol's fields, and lets nobody keep them", async () => {
    const scene = await Scene.opened();
    scene.watcher.ready();
    await scene.world.advance(3_000);
    const { text, headers } = await scene.ask("/");
    expect(JSON.parse(text)).toEqual({
      status: "Server available",
      upSince: "1970-01-01T00:00:00.000Z",
      uptime: "3s",
    });
    expect(headers).toMatchObject({ "content-type": "application/json", "cache-control": "no-store" });
  });

  it("does not depend on how components are doing: a sink that is down must not have the collector restarted", async () => {
    const scene = await Scene.opened();
    scene.watcher.ready();
    scene.tell("otlp_http", "exporter", ["traces"], "permanent_error");
    expect((await scene.ask("/")).status).toBe(200);
  });

  it("answers with the bodies that were configured", async () => {
    const scene = await Scene.opened({ response_body: { healthy: "fine", unhealthy: "not yet" } });
    expect(await scene.ask("/")).toMatchObject({
      status: 503,
      text: "not yet",
      headers: { "content-type": "text/plain; charset=utf-8" },
    });
    scene.watcher.ready();
    expect(await scene.ask("/")).toMatchObject({ status: 200, text: "fine" });
  });

  it("stands under the configured path, whatever query follows, and nowhere else", async () => {
    const scene = await Scene.opened({ path: "/health" });
    scene.watcher.ready();
    expect((await scene.ask("/health")).status).toBe(200);
    expect((await scene.ask("/health?verbose")).status).toBe(200);
    for (const path of ["/", "/health/", "/healthy", "/Health"]) expect((await scene.ask(path)).status).toBe(404);
  });

  it("is answered to HEAD, and to no other method than GET", async () => {
    const scene = await Scene.opened();
    scene.watcher.ready();
    expect((await scene.ask("/", { method: "HEAD" })).status).toBe(200);
    for (const method of ["POST", "PUT", "DELETE", "OPTIONS"])
      expect(await scene.ask("/", { method })).toMatchObject({ status: 405, headers: { allow: "GET, HEAD" } });
  });
});

describe("the status page", () => {
  it("tells how each component is doing, with the probe's status code", async () => {
    const scene = await Scene.opened({ status_path: "/components" });
    scene.tell("guard", "processor", ["metrics"], "starting", { at: 1_000 });
    const { status, text } = await scene.ask("/components");
    expect(status).toBe(503);
    expect(JSON.parse(text)).toMatchObject({
      status: "Server not available",
      components: [
        { id: "guard", kind: "processor", pipeline: "metrics", state: "starting", since: "1970-01-01T00:00:01.000Z" },
      ],
    });
    scene.watcher.ready();
    expect((await scene.ask("/components")).status).toBe(200);
  });
});

describe("the listener", () => {
  it("that finds its port taken fails the start, and leaves nothing behind", async () => {
    const scene = await Scene.opened();
    const before = scene.runtime.leaks();
    const second = scene.beside({});
    await expect(second.start()).rejects.toMatchObject({ code: "EADDRINUSE" });
    expect(scene.runtime.leaks()).toEqual([...before, "http client"]);
    await second.stop();
  });

  it("is closed by the shutdown, twice without harm", async () => {
    const scene = await Scene.opened();
    await scene.stop();
    await scene.stop();
    await expect(scene.ask("/")).rejects.toMatchObject({ code: "ECONNREFUSED" });
    expect(scene.runtime.leaks()).toEqual(["http client"]);
  });
});
