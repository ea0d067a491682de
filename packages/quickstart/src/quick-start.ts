import { setTimeout as sleep } from "node:timers/promises";
import type { QuickStartOptions } from "./arguments.ts";
import { nextSteps, summary, type Display } from "./display.ts";
import { getJson, tryGetText } from "./loopback.ts";
import { progressOf } from "./progress.ts";
import { isClean, reconcile } from "./reconcile.ts";
import type { SinkState } from "./sink-store.ts";
import { Stage } from "./stage.ts";
import { Story } from "./story.ts";

const minuteMs = 60_000;
/** As configs/quickstart.yaml leaves it at its default: how far back a new pipeline starts. */
const bootstrapMs = 50 * minuteMs;
const prefix = "portkey_api";

export interface QuickStartWorld {
  readonly display: Display;
  readonly isTerminal: boolean;
  readonly folder: string;
  /** Fires when the reader has seen enough. */
  readonly interrupted: AbortSignal;
}

/** Runs the quick start. Resolves with the exit code: 0 when the reconciliation is clean. */
export async function quickStart(options: QuickStartOptions, world: QuickStartWorld): Promise<number> {
  const { display } = world;
  const ended = new AbortController();
  const stage = await Stage.set(world.folder, (code) =>
    ended.abort(new Error(`the collector ended by itself with ${code}`)),
  );
  try {
    display.say(
      "A simulated AI gateway is polled; its numbers settle, are guarded, and leave as OTLP. Everything is on this machine.",
    );
    const startedAt = Date.now();
    await stage.startCollector();
    const story = new Story(stage, display);
    await play(stage, story, options, world, ended.signal);
    return await finish(stage, story, display, startedAt);
  } catch (error) {
    display.say(`Error: ${(error as Error).message}; see ${stage.logFile}`);
    return 1;
  } finally {
    await stage.strike();
  }
}

async function play(
  stage: Stage,
  story: Story,
  { forMs }: QuickStartOptions,
  { display, isTerminal, interrupted }: QuickStartWorld,
  ended: AbortSignal,
): Promise<void> {
  const started = Date.now();
  const lengthMs = forMs ?? Infinity;
  // Fractions of a short run, so that a long one does not make the reader wait for what there is to see.
  const pace = Math.min(lengthMs, 40_000);
  const events: { readonly at: number; readonly run: () => Promise<void> }[] = [
    { at: 0.05 * pace, run: () => story.minuteIsRevised() },
    { at: 0.15 * pace, run: () => story.sinkGoesDown(3_000) },
    { at: 0.35 * pace, run: () => story.collectorIsKilled() },
  ];
  const tickMs = 500;
  for (let tick = 0; Date.now() - started < lengthMs && !interrupted.aborted; tick++) {
    ended.throwIfAborted();
    while (events.length > 0 && Date.now() - started >= events[0]!.at) await events.shift()!.run();
    if (isTerminal || tick % 6 === 2) await showProgress(stage, display);
    await sleep(tickMs, undefined, { signal: interrupted }).catch(() => undefined);
  }
}

async function showProgress(stage: Stage, display: Display): Promise<void> {
  const [page, sink] = await Promise.all([
    tryGetText(stage.metricsPage),
    getJson<SinkState>(`${stage.sink}/_sink/state`),
  ]);
  display.show(progressOf(page, sink, Date.now()));
}

async function finish(stage: Stage, story: Story, display: Display, startedAt: number): Promise<number> {
  const code = await stage.stopCollector();
  if (code !== 0) display.say(`The collector ended with exit code ${code}, expected 0; see ${stage.logFile}`);
  const frontier = stage.frontier();
  if (frontier === undefined) {
    display.say(`Nothing was delivered; see ${stage.logFile}`);
    return 1;
  }
  const sink = await getJson<SinkState>(`${stage.sink}/_sink/state`);
  const truth = await story.expected(firstMinute(sink, startedAt), frontier);
  const result = reconcile(truth, sink, prefix);
  display.say(`\n${summary(result)}\n`);
  display.say(nextSteps(stage.logFile));
  return isClean(result) && code === 0 ? 0 : 1;
}

/**
 * Where the first poll began: so long before the start, rounded down. The collector read its clock a moment later than
 * this program did, so a minute may have passed in between: then its first minute says so.
 */
function firstMinute(sink: SinkState, startedAt: number): number {
  const start = Math.floor((startedAt - bootstrapMs) / minuteMs) * minuteMs;
  const hasFirst = sink.points.some((point) => point.time === start + minuteMs);
  return hasFirst ? start : start + minuteMs;
}
