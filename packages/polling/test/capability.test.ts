import { CollectorError, type LeaderElector } from "@genai-collector/component";
import { jsonAnswer } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { snapshot, sourceStatus, type Io, type Loop } from "../src/index.ts";
import { LoopScene, start, type LoopSceneOptions } from "./loop-scene.ts";

const minute = 60_000;
const states = ["permission", "plan", "absent", "schema_changed", "transient", "healthy", "no_data"];

/** A loop that asks whatever `ask` asks, once a minute. */
const loop = (ask: (io: Io, pass: string) => Promise<unknown>, name = "loop", passes = [""]): Loop =>
  snapshot({
    name,
    passes,
    cadenceMs: minute,
    bucketMs: 1_000,
    series: [],
    async collect({ pass }, io) {
      await ask(io, pass);
      return [];
    },
  });

/** Asks the endpoint `runs`, whose answers hold as many items as they say, and goes on whatever comes of it. */
const asksRuns = async (io: Io, pass = ""): Promise<void> => {
  const ask = async (): Promise<number> => ((await io.json({ url: `/runs${pass}` })) as { readonly n: number }).n;
  await io.endpoint("runs", ask, (n) => n).catch(() => undefined);
};

async function run(loops: readonly Loop[], options: LoopSceneOptions<{}> = {}): Promise<LoopScene> {
  const scene = new LoopScene(loops, { endpoints: ["runs", "sessions"], ...options });
  scene.answer = () => jsonAnswer({ n: 1 });
  await scene.start();
  return scene;
}

/** The state whose gauge is 1, for each endpoint that has gauges. */
function standing(scene: LoopScene, endpoint = "runs"): readonly string[] {
  return states.filter(
    (state) => scene.recorded.values.get(`acme.capability{endpoint=${endpoint},state=${state}}`)?.at(-1) === 1,
  );
}

const told = (scene: LoopScene): readonly object[] =>
  scene.recorded.logs.filter(({ data }) => "capability" in data).map(({ level, data }) => ({ level, ...data }));

const partOf = (scene: LoopScene, part: string): string | undefined => scene.recorded.status("acme", part)?.state;

describe("an endpoint's capability", () => {
  it("healthy: one gauge is 1 and the others are 0, the part is well, and nothing is told", async () => {
    const scene = await run([loop(asksRuns)]);
    await scene.world.advance(5 * minute);
    expect(standing(scene)).toEqual(["healthy"]);
    for (const state of states)
      expect(scene.recorded.values.get(`acme.capability{endpoint=runs,state=${state}}`)).toBeDefined();
    expect(scene.recorded.values.get("acme.capability{endpoint=sessions,state=healthy}")).toBeUndefined();
    expect([partOf(scene, "loop/runs"), told(scene)]).toEqual(["ok", []]);
    expect(scene.recorded.statuses.filter(({ part }) => part === "loop/runs")).toHaveLength(1);
  });

  it.each([
    [404, "absent", "permanent_error", "warn"],
    [402, "plan", "permanent_error", "warn"],
    [403, "permission", "permanent_error", "warn"],
    [422, "schema_changed", "permanent_error", "warn"],
    [503, "transient", "recoverable_error", "info"],
  ])("HTTP %i: %s, with its evidence in the log, once", async (status, capability, state, level) => {
    const scene = await run([loop(asksRuns)]);
    await scene.world.advance(100);
    scene.answer = () => ({ status, body: "a prompt of somebody" });
    await scene.world.advance(10 * minute);
    expect([standing(scene), partOf(scene, "loop/runs")]).toEqual([[capability], state]);
    const [line] = told(scene);
    expect(told(scene)).toHaveLength(1);
    expect(line).toMatchObject({ level, endpoint: "runs", capability, was: "healthy", loop: "loop" });
    expect(line).toMatchObject({ status, code: "SOURCE_STATUS" });
    expect(Date.parse((line as { since: string }).since) - start).toBeLessThan(3 * minute);
    expect(JSON.stringify(scene.recorded.logs)).not.toContain("prompt");
  });

  it("an answer that cannot be read: schema_changed", async () => {
    const unreadable = new CollectorError("POLLING_BAD_JSON", "expected a value at byte 0", { kind: "malformed" });
    const scene = await run([
      loop((io) => io.endpoint("runs", () => Promise.reject(unreadable)).catch(() => undefined)),
    ]);
    await scene.world.advance(100);
    expect(standing(scene)).toEqual(["schema_changed"]);
    expect(told(scene)).toMatchObject([{ code: "POLLING_BAD_JSON", capability: "schema_changed", was: undefined }]);
  });

  it("the vendor's own reading of an error comes first", async () => {
    const capabilityOf = (error: unknown): "plan" | undefined => (sourceStatus(error) === 403 ? "plan" : undefined);
    const scene = await run([loop(asksRuns)], { capabilityOf });
    scene.answer = () => ({ status: 403 });
    await scene.world.advance(100);
    expect(standing(scene)).toEqual(["plan"]);
    scene.answer = () => ({ status: 401 });
    await scene.world.advance(2 * minute);
    expect(standing(scene)).toEqual(["permission"]);
  });

  it("no items: no_data from the first answer on, or once there were none for an hour; well, and told", async () => {
    const scene = await run([loop(asksRuns)]);
    scene.answer = () => jsonAnswer({ n: 0 });
    await scene.world.advance(100);
    expect([standing(scene), partOf(scene, "loop/runs"), told(scene)]).toEqual([["no_data"], "ok", []]);
    scene.answer = () => jsonAnswer({ n: 7 });
    await scene.world.advance(2 * minute);
    expect(standing(scene)).toEqual(["healthy"]);
    expect(told(scene)).toMatchObject([{ level: "info", capability: "healthy", was: "no_data", items: 7 }]);
    scene.answer = () => jsonAnswer({ n: 0 });
    await scene.world.advance(55 * minute);
    expect(standing(scene)).toEqual(["healthy"]);
    await scene.world.advance(8 * minute);
    expect(standing(scene)).toEqual(["no_data"]);
    expect(told(scene).at(-1)).toMatchObject({ capability: "no_data", was: "healthy", items: 0 });
  });

  it("flapping: every change is in the metric, and told at most once a minute", async () => {
    let fails = false;
    const flapping = async (io: Io): Promise<void> => {
      for (let i = 0; i < 20; i++) {
        fails = !fails;
        const error = new CollectorError("SOURCE_UNREACHABLE", "x", { kind: "retryable" });
        await io.endpoint("runs", () => (fails ? Promise.reject(error) : Promise.resolve(1))).catch(() => undefined);
      }
      fails = true;
    };
    const scene = await run([loop(flapping)]);
    await scene.world.advance(60 * minute);
    const changes = scene.recorded.values.get("acme.capability{endpoint=runs,state=transient}")!;
    expect(changes.length).toBeGreaterThan(1_000);
    expect(told(scene).length).toBeGreaterThan(10);
    expect(told(scene).length).toBeLessThanOrEqual(61);
  });

  it("a change within the quiet minute that lasts is told after it", async () => {
    const scene = await run([loop(asksRuns), loop(asksRuns, "other")]);
    scene.answer = () => ({ status: 404 });
    await scene.world.advance(100);
    scene.answer = () => ({ status: 403 });
    await scene.world.advance(minute - 200);
    scene.answer = () => jsonAnswer({ n: 1 });
    await scene.world.advance(5 * minute);
    const capabilities = told(scene).map((line) => (line as { capability: string }).capability);
    expect([capabilities[0], capabilities.at(-1), standing(scene)]).toEqual(["absent", "healthy", ["healthy"]]);
  });

  it("used by several loops and passes: as well as its worst; each loop's part says its own", async () => {
    const scene = await run([loop(asksRuns, "a", ["1", "2"]), loop((io) => asksRuns(io, "b"), "b")]);
    scene.answer = (path) => (path === "/runs2" ? { status: 404 } : jsonAnswer({ n: path === "/runsb" ? 0 : 1 }));
    await scene.world.advance(5 * minute);
    expect(standing(scene)).toEqual(["absent"]);
    expect([partOf(scene, "a/runs"), partOf(scene, "b/runs")]).toEqual(["permanent_error", "ok"]);
    expect(told(scene).map((line) => (line as { capability: string }).capability)).toEqual(["absent"]);
    scene.answer = (path) => jsonAnswer({ n: path === "/runsb" ? 0 : 1 });
    await scene.world.advance(3 * minute);
    expect([standing(scene), partOf(scene, "a/runs")]).toEqual([["healthy"], "ok"]);
  });

  it("an endpoint that was not declared counts as other", async () => {
    const scene = await run([loop((io) => io.endpoint("secret-path", () => Promise.resolve(1)))]);
    await scene.world.advance(100);
    expect(standing(scene, "other")).toEqual(["healthy"]);
    expect([...scene.recorded.values.keys()].join()).not.toContain("secret-path");
  });

  it("a poll that runs into its deadline: what had not answered is transient, whether it ever does or not", async () => {
    const asks = async (io: Io): Promise<void> => {
      await io.endpoint("sessions", () => Promise.resolve(1));
      await io.endpoint("runs", () => new Promise(() => undefined));
    };
    const scene = await run([loop(asks)]);
    await scene.world.advance(61_000);
    expect([standing(scene), standing(scene, "sessions")]).toEqual([["transient"], ["healthy"]]);
    expect(told(scene)).toMatchObject([{ endpoint: "runs", code: "POLLING_DEADLINE" }]);
  });

  it("bugs, and answers that come after the poll, say nothing", async () => {
    let answer: (n: number) => void = () => undefined;
    const asks = async (io: Io): Promise<void> => {
      void io.endpoint("sessions", () => new Promise<number>((resolve) => (answer = resolve)));
      await io.endpoint("runs", () => Promise.reject(new TypeError("x")));
    };
    const scene = await run([loop(asks)]);
    await scene.world.advance(1_000);
    answer(1);
    await scene.world.advance(1_000);
    expect([standing(scene), standing(scene, "sessions")]).toEqual([[], []]);
  });

  it("another replica leads: every gauge is 0, and what was unwell is no longer said of this one", async () => {
    const elector: LeaderElector = {
      async campaign(_, floor, lead, signal) {
        const term = new AbortController();
        scene.world.after(2 * minute, () => term.abort(new Error("lost")));
        await lead({ epoch: floor + 1, signal: term.signal });
        await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
      },
    };
    const scene = new LoopScene([loop(asksRuns)], {
      endpoints: ["runs"],
      elector,
      config: { leader_elector: "elector" },
    });
    scene.answer = () => ({ status: 404 });
    await scene.start();
    await scene.world.advance(minute);
    expect([standing(scene), partOf(scene, "loop/runs")]).toEqual([["absent"], "permanent_error"]);
    await scene.world.advance(2 * minute);
    expect([standing(scene), partOf(scene, "loop/runs")]).toEqual([[], "ok"]);
    expect(told(scene)).toHaveLength(1);
  });
});
