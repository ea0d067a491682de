import { mkdir, readFile } from "node:fs/promises";
import { plantedTexts, type TrueValue } from "@genai-collector/simulator";
import { expect, it } from "vitest";
import { frontierOf } from "../src/checkpoint-file.ts";
import { settingsOf, startCollector, type Collector } from "../src/collector.ts";
import { crashAt, crashKinds, drawMoments, type CrashKind } from "../src/crash-moments.ts";
import { eventually } from "../src/eventually.ts";
import { apiKey, openGateway, type Gateway } from "../src/gateway.ts";
import { OtlpSink, type SinkAnswer } from "../src/otlp-sink.ts";
import { reconcile } from "../src/reconcile.ts";
import { SeededRandom } from "../src/seeded-random.ts";
import { Stage } from "../src/stage.ts";
import { withSeed } from "../src/with-seed.ts";
import { testdata } from "../src/workspace.ts";

const minute = 60_000;
/** As testdata/polling.yaml says. */
const settleMs = 20_000;
const crashes = 50;

/** What the sink does, drawn anew for each request; outages come in stretches. */
function moodOf(random: SeededRandom): () => SinkAnswer {
  let downUntil = 0;
  return () => {
    const now = performance.now();
    const luck = random.next();
    if (now > downUntil && luck < 0.03) downUntil = now + random.integer(500, 2_000);
    if (now < downUntil) return { status: 503 };
    if (luck < 0.1) return { losesAnswer: true };
    if (luck < 0.15) return { status: 429, headers: { "retry-after": "1" } };
    if (luck < 0.2) return { status: 502 };
    return luck < 0.5 ? { delayMs: random.integer(1, 300) } : {};
  };
}

/** Changes minutes at the gateway: one that is delivered for good, and one that is far from being asked for. */
class Revisions {
  /** Minutes that changed after they were delivered, as they were. */
  readonly #before = new Map<number, readonly TrueValue[]>();
  readonly #gateway: Gateway;

  constructor(gateway: Gateway) {
    this.#gateway = gateway;
  }

  /** No collector runs now, and the checkpoint says `frontier`. */
  revise(frontier: number): void {
    const { simulator } = this.#gateway;
    if (!this.#before.has(frontier)) {
      this.#before.set(frontier, simulator.truth({ from: frontier - minute, to: frontier }));
    }
    for (const end of [frontier, frontier + 60 * minute]) simulator.reviseLate(end - minute, Date.now());
  }

  /** What a sink must have: a minute that changed after its delivery counts as it had settled. */
  truth(from: number, to: number): TrueValue[] {
    const now = this.#gateway.simulator.truth({ from, to });
    const asSettled = [...this.#before].filter(([end]) => end > from && end <= to).flatMap(([, values]) => values);
    return [...now.filter(({ bucketEnd }) => !this.#before.has(bucketEnd)), ...asSettled];
  }
}

/** A gateway and a sink with their troubles, and collectors that come and go between them. */
class Scene {
  readonly gateway: Gateway;
  readonly revisions: Revisions;
  readonly sink: OtlpSink;
  readonly checkpoint: string;
  /** What the collectors said, and everything that they sent, taken or not. */
  readonly traces: string[] = [];
  readonly #stage: Stage;
  readonly #env: NodeJS.ProcessEnv;

  private constructor(stage: Stage, gateway: Gateway, sink: OtlpSink, env: NodeJS.ProcessEnv) {
    this.#stage = stage;
    this.gateway = gateway;
    this.revisions = new Revisions(gateway);
    this.sink = sink;
    this.#env = env;
    this.checkpoint = stage.path("state", "checkpoint.json");
  }

  static async open(seed: number): Promise<Scene> {
    const stage = await Stage.open();
    await mkdir(stage.path("state"));
    const faultRates = { throttled: 0.01, server_error: 0.05, slow: 0.01, cut: 0.02 };
    const gateway = await openGateway(stage, { seed, slowMs: 3_000, faultRates });
    const sink = await OtlpSink.open(stage);
    const env = await settingsOf(stage, { gateway: gateway.endpoint, sink: sink.endpoint });
    return new Scene(stage, gateway, sink, { ...env, E2E_BOOTSTRAP: "10h" });
  }

  get folder(): string {
    return this.#stage.path("state");
  }

  set sinkAnswers(decide: () => SinkAnswer) {
    this.sink.answer = ({ body }) => {
      this.traces.push(Buffer.from(body).toString("latin1"));
      return decide();
    };
  }

  launch(window: string): Collector {
    const env = { ...this.#env, E2E_WINDOW: window };
    return startCollector(this.#stage, [testdata("polling.yaml")], env);
  }

  /** Where the first poll begins: while the sink takes nothing, the checkpoint says it. The collector is killed. */
  async begin(): Promise<number> {
    this.sinkAnswers = () => ({ status: 503 });
    const { child } = this.launch("4m");
    const start = await eventually("a checkpoint", () => frontierOf(this.checkpoint));
    await child.end("SIGKILL");
    return start;
  }

  /** Kills so many collectors. Resolves to how often each kind of moment came. */
  async crash(random: SeededRandom, count: number): Promise<ReadonlyMap<CrashKind, number>> {
    this.sinkAnswers = moodOf(random);
    const came = new Map<CrashKind, number>(crashKinds.map((kind) => [kind, 0]));
    for (const [index, moment] of drawMoments(random, count).entries()) {
      const { child } = this.launch("4m");
      if (await crashAt(moment, child, this)) came.set(moment.kind, came.get(moment.kind)! + 1);
      this.traces.push(child.stderr);
      if (index % 5 === 0) this.revisions.revise(frontierOf(this.checkpoint)!);
    }
    return came;
  }

  /** Lets a last collector catch up with the present and stop. Resolves to its last frontier. */
  async finish(): Promise<number> {
    this.sinkAnswers = () => ({});
    const { child } = this.launch("50m");
    const target = Math.floor((Date.now() - settleMs) / minute) * minute;
    const isThere = (): boolean => frontierOf(this.checkpoint)! >= target || child.hasEnded;
    await eventually(`the frontier at ${new Date(target).toISOString()}`, isThere, 120_000);
    expect(await child.end("SIGTERM"), child.stderr).toEqual({ code: 0, signal: null });
    this.traces.push(child.stderr, await readFile(this.checkpoint, "utf8"));
    return frontierOf(this.checkpoint)!;
  }
}

it(`delivers every settled bucket, always in the same bytes, across ${crashes} SIGKILLs`, () =>
  withSeed(async (seed) => {
    const scene = await Scene.open(seed);
    const start = await scene.begin();
    const came = await scene.crash(new SeededRandom(seed), crashes - 1);
    const end = await scene.finish();

    const result = reconcile(scene.revisions.truth(start, end), scene.sink.bodies("metrics"), "portkey_api");
    expect(result).toMatchObject({ missing: [], wrong: [], unexpected: [], changed: [] });
    // Ten hours; a minute without requests has seven values.
    expect(result.expected).toBeGreaterThanOrEqual(600 * 7);
    // Some died between the sink's answer and the save of the frontier.
    expect(result.resent).toBeGreaterThan(0);
    for (const kind of crashKinds) expect(came.get(kind), `crashes while ${kind}`).toBeGreaterThanOrEqual(3);
    for (const secret of [...plantedTexts, apiKey]) {
      expect(scene.traces.filter((text) => text.includes(secret)).length, `${secret} leaked`).toBe(0);
    }
  }));
