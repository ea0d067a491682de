import { setTimeout as sleep } from "node:timers/promises";
import type { QuickStartOptions } from "./arguments.ts";
import { ledgerFault } from "./collector-log.ts";
import { nextSteps, summary, type Display } from "./display.ts";
import { getJson } from "./loopback.ts";
import { isClean, reconcile } from "./reconcile.ts";
import type { SinkState } from "./sink-store.ts";
import { Stage } from "./stage.ts";
import { Story } from "./story.ts";
import { Watch } from "./watch.ts";

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
  let stage: Stage | undefined;
  try {
    stage = await Stage.set(world.folder, (what) => ended.abort(new Error(what)));
    display.say(
      "A simulated AI gateway is polled; its numbers settle, are guarded, and leave as OTLP. Everything is on this machine.",
    );
    display.say(`What became of every item, while it runs: ${stage.ledgerCommand}`);
    const startedAt = Date.now();
    stage.startCollector();
    const watch = new Watch(stage);
    const story = new Story(stage, display, watch);
    await play(watch, story, options, world, ended.signal);
    return await finish(stage, story, display, startedAt);
  } catch (error) {
    // When a process is gone, that says more than the request that it did not answer.
    await Promise.race([sleep(500), new Promise((resolve) => ended.signal.addEventListener("abort", resolve))]);
    const { message } = (ended.signal.aborted ? ended.signal.reason : error) as Error;
    display.say(`Error: ${message}${stage === undefined ? "" : `; see ${stage.logFile}`}`);
    return 1;
  } finally {
    await stage?.strike();
  }
}

async function play(
  watch: Watch,
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
    if (isTerminal || tick % 6 === 2) display.show(await watch.look());
    await sleep(tickMs, undefined, { signal: interrupted }).catch(() => undefined);
  }
}

async function finish(stage: Stage, story: Story, display: Display, startedAt: number): Promise<number> {
  const ending = await stage.stopCollector();
  const isEnded = ending === "exit code 0";
  if (!isEnded) display.say(`The collector ended with ${ending}, expected exit code 0; see ${stage.logFile}`);
  const fault = ledgerFault(stage.logFile);
  if (fault !== undefined) display.say(`${fault}; see ${stage.logFile}`);
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
  return isClean(result) && isEnded && fault === undefined ? 0 : 1;
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
