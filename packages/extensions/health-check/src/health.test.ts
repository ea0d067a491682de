import type { ComponentStatus } from "@genai-collector/component";
import { VirtualRuntime, World } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { statusOf, viewOf } from "../test/scene.ts";
import { ComponentBoard } from "./component-board.ts";
import type { ComponentHealthConfig } from "./config.ts";
import { HealthTree, type Health } from "./health.ts";

const nothingCounts = { include_permanent_errors: false, include_recoverable_errors: false, recovery_duration: 0 };

function open(counted: Partial<ComponentHealthConfig> = {}) {
  const world = new World(0);
  const runtime = new VirtualRuntime(world);
  const board = new ComponentBoard(runtime.clock);
  const tree = new HealthTree(board, { ...nothingCounts, ...counted }, runtime.clock);
  const tell = (...[id, kind, pipelines, state, more]: Parameters<typeof statusOf>): void =>
    board.componentStatus(statusOf(id, kind, pipelines, state, { at: world.now, ...more }));
  return { world, runtime, board, tree, tell };
}

/** A receiver and an exporter that stand in two pipelines each, and what stands in one alone. */
function openShared(counted: Partial<ComponentHealthConfig> = {}) {
  const opened = open(counted);
  const tellAll = (state: ComponentStatus["state"]): void => {
    opened.tell("health_check", "extension", [], state);
    opened.tell("otlp", "receiver", ["traces", "logs"], state);
    opened.tell("batch", "processor", ["traces"], state);
    opened.tell("batch", "processor", ["logs"], state);
    opened.tell("portkey", "receiver", ["metrics"], state);
    opened.tell("otlp_http", "exporter", ["traces", "metrics"], state);
    opened.tell("debug", "exporter", ["logs"], state);
  };
  tellAll("starting");
  tellAll("ok");
  opened.board.ready();
  return { ...opened, tellAll };
}

const scopes = ["", "extensions", "traces", "metrics", "logs"];
const statesOf = (tree: HealthTree): unknown =>
  Object.fromEntries(scopes.map((scope) => [scope, tree.of(scope)!.state]));
const healthOf = (tree: HealthTree): unknown =>
  Object.fromEntries(scopes.map((scope) => [scope, tree.of(scope)!.isHealthy]));

describe("a pipeline", () => {
  it("is as well as what stands in it: a shared component makes each of its pipelines ill, and no other", () => {
    const { tree, tell } = openShared({ include_permanent_errors: true });
    tell("otlp_http", "exporter", ["traces", "metrics"], "permanent_error", { error: "401" });
    expect(statesOf(tree)).toEqual({
      "": "permanent_error",
      extensions: "ok",
      traces: "permanent_error",
      metrics: "permanent_error",
      logs: "ok",
    });
    expect(healthOf(tree)).toEqual({ "": false, extensions: true, traces: false, metrics: false, logs: true });
  });

  it("has processors of its own: the same ID in another pipeline is another instance", () => {
    const { tree, tell } = openShared({ include_recoverable_errors: true });
    tell("batch", "processor", ["logs"], "recoverable_error", { error: "full" });
    expect(healthOf(tree)).toEqual({ "": false, extensions: true, traces: true, metrics: true, logs: false });
    expect(tree.of("logs")).toMatchObject({ state: "recoverable_error", error: "full" });
    expect(tree.of("traces")!.components.get("processor:batch")).toMatchObject({ state: "ok" });
  });

  it("shares its connectors with those that they feed", () => {
    const { board, tree, tell } = open({ include_permanent_errors: true });
    tell("spanmetrics", "connector", ["traces", "metrics"], "permanent_error");
    tell("otlp", "receiver", ["traces"], "ok");
    tell("debug", "exporter", ["metrics"], "ok");
    board.ready();
    expect([tree.of("traces")!.isHealthy, tree.of("metrics")!.isHealthy]).toEqual([false, false]);
    expect([...tree.of("metrics")!.components.keys()]).toEqual(["connector:spanmetrics", "exporter:debug"]);
  });

  it("recovers with the component that made it ill", () => {
    const { tree, tell } = openShared({ include_recoverable_errors: true });
    tell("otlp", "receiver", ["traces", "logs"], "recoverable_error");
    expect([tree.of("traces")!.isHealthy, tree.of("logs")!.isHealthy]).toEqual([false, false]);
    tell("otlp", "receiver", ["traces", "logs"], "ok");
    expect(healthOf(tree)).toEqual({ "": true, extensions: true, traces: true, metrics: true, logs: true });
  });

  it("is known from the configuration, before any of its components is heard of", () => {
    const { board, tree } = open();
    expect([tree.of("traces"), tree.of("")?.state]).toEqual([undefined, "starting"]);
    tree.know(viewOf(["traces"]));
    expect(tree.of("traces")?.state).toBe("starting");
    board.ready();
    expect([tree.of("traces")?.state, tree.of("")?.state]).toEqual(["none", "none"]);
  });

  it("that is not there is undefined, whatever its name", () => {
    const { tree } = openShared();
    for (const name of ["traces/other", "pipeline:traces", "__proto__", "constructor", "receiver:otlp", "EXTENSIONS"])
      expect(tree.of(name), name).toBeUndefined();
  });
});

describe("extensions", () => {
  it("are a group of the collector's, and of no pipeline's", () => {
    const { tree, tell } = openShared({ include_permanent_errors: true });
    tell("zpages", "extension", [], "permanent_error");
    expect(healthOf(tree)).toEqual({ "": false, extensions: false, traces: true, metrics: true, logs: true });
  });
});

describe("what is inside", () => {
  it("is told by otelcol's keys, in their order", () => {
    const { tree } = openShared();
    const keys = ({ components }: Health): unknown =>
      [...components].map(([key, inside]) => (inside.components.size === 0 ? key : [key, keys(inside)]));
    expect(keys(tree.of("")!)).toEqual([
      ["extensions", ["extension:health_check"]],
      ["pipeline:logs", ["exporter:debug", "processor:batch", "receiver:otlp"]],
      ["pipeline:metrics", ["exporter:otlp_http", "receiver:portkey"]],
      ["pipeline:traces", ["exporter:otlp_http", "processor:batch", "receiver:otlp"]],
    ]);
  });
});

describe("before the start has ended, and from the shutdown on", () => {
  it("no group is there yet, or any more, whatever its components say", async () => {
    const { world, board, tree, tell } = open();
    tell("otlp", "receiver", ["traces"], "ok");
    expect([tree.of("")?.state, tree.of("traces")?.state]).toEqual(["starting", "starting"]);
    tell("debug", "exporter", ["traces"], "permanent_error", { error: "x" });
    expect(tree.of("traces")).toMatchObject({ state: "starting", error: undefined, at: 0 });
    expect(tree.of("traces")!.components.get("exporter:debug")).toMatchObject({ state: "permanent_error" });
    board.ready();
    expect(tree.of("traces")?.state).toBe("permanent_error");
    await world.advance(1_000);
    board.notReady();
    expect(tree.of("traces")).toMatchObject({ state: "stopping", at: 1_000 });
    tell("otlp", "receiver", ["traces"], "stopped");
    tell("debug", "exporter", ["traces"], "stopped");
    expect(tree.of("traces")).toMatchObject({ state: "stopped" });
  });

  it("a fatal error is told", () => {
    const { board, tree, tell } = open();
    tell("otlp", "receiver", ["traces"], "fatal_error", { error: "gone" });
    board.notReady();
    expect(tree.of("")).toMatchObject({ state: "fatal_error", error: "gone", isHealthy: false });
  });
});

describe("errors that count", () => {
  it.each([
    ["permanent_error", {}, true],
    ["permanent_error", { include_recoverable_errors: true }, true],
    ["permanent_error", { include_permanent_errors: true }, false],
    ["recoverable_error", {}, true],
    ["recoverable_error", { include_permanent_errors: true }, true],
    ["recoverable_error", { include_recoverable_errors: true }, false],
    ["fatal_error", {}, false],
    ["ok", { include_permanent_errors: true, include_recoverable_errors: true }, true],
  ] as const)("%s with %j: healthy %s", (state, counted, isHealthy) => {
    const { tree, tell } = openShared(counted);
    tell("debug", "exporter", ["logs"], state);
    expect([tree.of("logs")!.isHealthy, tree.of("")!.isHealthy]).toEqual([isHealthy, isHealthy]);
  });

  it("of two, the one that counts shows", () => {
    const only = openShared({ include_recoverable_errors: true });
    const both = openShared({ include_recoverable_errors: true, include_permanent_errors: true });
    for (const { tell } of [only, both]) {
      tell("debug", "exporter", ["logs"], "permanent_error");
      tell("otlp", "receiver", ["traces", "logs"], "recoverable_error");
    }
    expect([only.tree.of("logs")!.state, both.tree.of("logs")!.state]).toEqual([
      "recoverable_error",
      "permanent_error",
    ]);
    expect([only.tree.of("logs")!.isHealthy, both.tree.of("logs")!.isHealthy]).toEqual([false, false]);
  });
});

describe("recovery_duration", () => {
  const counted = { include_recoverable_errors: true, recovery_duration: 60_000 };

  it("an error that may pass counts when it has lasted so long, by the monotonic clock", async () => {
    const { world, runtime, tree, tell } = openShared(counted);
    tell("debug", "exporter", ["logs"], "recoverable_error");
    expect(tree.of("logs")).toMatchObject({ isHealthy: true, turnsAfterMs: 60_000 });
    runtime.skewMs = 3_600_000;
    await world.advance(59_999);
    expect(tree.of("")).toMatchObject({ isHealthy: true, turnsAfterMs: 1 });
    runtime.skewMs = -3_600_000;
    await world.advance(1);
    expect(tree.of("logs")).toMatchObject({ isHealthy: false });
    expect(tree.of("logs")).not.toHaveProperty("turnsAfterMs");
  });

  it("repeating the error does not begin it anew, recovering from it does", async () => {
    const { world, tree, tell } = openShared(counted);
    for (let i = 0; i < 3; i++) {
      tell("debug", "exporter", ["logs"], "recoverable_error", { error: `${i}` });
      await world.advance(20_000);
    }
    expect(tree.of("logs")!.isHealthy).toBe(false);
    tell("debug", "exporter", ["logs"], "ok");
    tell("debug", "exporter", ["logs"], "recoverable_error");
    expect(tree.of("logs")!.isHealthy).toBe(true);
  });

  it("of several errors, the one that came first counts", async () => {
    const { world, tree, tell } = openShared(counted);
    tell("debug", "exporter", ["logs"], "recoverable_error", { error: "first" });
    await world.advance(30_000);
    tell("otlp", "receiver", ["traces", "logs"], "recoverable_error", { error: "second" });
    await world.advance(30_000);
    expect(tree.of("logs")).toMatchObject({ isHealthy: false, error: "first" });
    expect(tree.of("traces")).toMatchObject({ isHealthy: true, error: "second" });
    tell("debug", "exporter", ["logs"], "ok");
    expect(tree.of("logs")).toMatchObject({ isHealthy: true, error: "second", turnsAfterMs: 30_000 });
  });
});
