import { relative } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { QuickStartOptions } from "../arguments.ts";
import { ledgerFault } from "../collector-log.ts";
import type { QuickStartWorld } from "../quick-start.ts";
import { getJson, postJson, tryGetText } from "../loopback.ts";
import { parsePage } from "../metrics-page.ts";
import type { SinkCounts } from "../sink-store.ts";
import { castOf } from "./cast.ts";
import { typeOf } from "./effective-config.ts";
import { settleAfter } from "./overlay.ts";
import { accountSummary, demonstrationSteps, plainLine, progressTable } from "./demonstration-words.ts";
import { setStage, type DemonstrationStage } from "./demonstration-stage.ts";
import { isCleanLoop } from "./loop-account.ts";
import { loopProgress, type WatchedLoop } from "./loop-progress.ts";
import { settleAccounts } from "./settle-accounts.ts";

/** When the sink begins to refuse, and how often: some requests of what comes next are each sent again. */
const outage = { atShare: 0.4, latestMs: 40_000, requests: 4 };

/** Runs a configuration against simulated platforms. Resolves with the exit code: 0 when the reconciliation is clean. */
export async function demonstrate(options: QuickStartOptions, world: QuickStartWorld): Promise<number> {
  const { display } = world;
  const ended = new AbortController();
  let stage: DemonstrationStage | undefined;
  try {
    const cast = await castOf(options.config, process.env, world.folder);
    stage = await setStage(cast, (what) => ended.abort(new Error(what)));
    const needed = Object.keys(cast.env).filter((name) => process.env[name] === undefined);
    display.say(introduction(options.config, stage, needed).join("\n"));
    const startedAt = Date.now();
    stage.startCollector();
    await play(stage, options, world, ended.signal);
    const code = await finish(stage, display, startedAt);
    display.say(demonstrationSteps(options.config, needed, shown(stage.overlayFile), shown(stage.logFile)));
    return code;
  } catch (error) {
    // When a process is gone, that says more than the request that it did not answer.
    if (stage !== undefined && !ended.signal.aborted)
      await Promise.race([sleep(500), new Promise((resolve) => ended.signal.addEventListener("abort", resolve))]);
    const { message } = (ended.signal.aborted ? ended.signal.reason : error) as Error;
    display.say(`Error: ${message}${stage === undefined ? "" : `; see ${stage.logFile}`}`);
    return 1;
  } finally {
    await stage?.processes.strike();
  }
}

function introduction(
  files: readonly string[],
  { config, receivers, told, overlayFile, ledgerCommand }: DemonstrationStage,
  needed: readonly string[],
): readonly string[] {
  const titles = receivers.map(({ platform }) => platform.title).join(" and ");
  const settles = Object.keys(config.processors).filter((id) => typeOf(id) === "settle");
  const changes = [
    ...[...told].map(([id, what]) => `${id} ${what.join(", ")}`),
    ...settles.map((id) => `${id} after ${settleAfter}`),
  ].join("; ");
  return [
    `${files.join(" and ")} polls simulated platforms: ${titles}. Everything is on this machine.`,
    ...(needed.length === 0 ? [] : [`With ${needed.join(", ")} set and without --for, it polls the real ones.`]),
    `Shortened for this: ${changes}. All that differs: ${shown(overlayFile)}`,
    ...(ledgerCommand === undefined ? [] : [`What became of every item, while it runs: ${ledgerCommand}`]),
  ];
}

/** As somebody who stands in this folder writes it. */
function shown(path: string): string {
  return relative(process.cwd(), path);
}

async function play(
  stage: DemonstrationStage,
  { forMs }: QuickStartOptions,
  { display, isTerminal, interrupted }: QuickStartWorld,
  ended: AbortSignal,
): Promise<void> {
  const started = performance.now();
  const lengthMs = forMs ?? Infinity;
  const outageAt = Math.min(outage.latestMs, lengthMs * outage.atShare);
  let isOut = false;
  for (let tick = 0; performance.now() - started < lengthMs && !interrupted.aborted; tick++) {
    ended.throwIfAborted();
    if (!isOut && performance.now() - started >= outageAt) {
      isOut = true;
      display.say(`! The sink answers 503 to the next ${outage.requests} requests.`);
      await postJson(`${stage.sink}/_sink/down`, { requests: outage.requests });
    }
    if (isTerminal || tick % 6 === 2) await look(stage, display);
    await sleep(500, undefined, { signal: interrupted }).catch(() => undefined);
  }
}

function watchedLoops({ receivers, config }: DemonstrationStage): readonly WatchedLoop[] {
  return receivers.flatMap(({ id, platform, at }) =>
    platform.books(config.receivers[id]!, at).map((book) => ({ receiver: id, type: platform.type, book })),
  );
}

async function look(stage: DemonstrationStage, display: QuickStartWorld["display"]): Promise<void> {
  const [page, sink] = await Promise.all([
    tryGetText(stage.metricsPage),
    getJson<SinkCounts>(`${stage.sink}/_sink/counts`),
  ]);
  const loops = watchedLoops(stage).map((loop) => loopProgress(loop, parsePage(page ?? ""), sink));
  display.showView({ line: plainLine(loops, sink), table: progressTable(loops, sink) });
}

async function finish(
  stage: DemonstrationStage,
  display: QuickStartWorld["display"],
  startedAt: number,
): Promise<number> {
  const ending = await stage.processes.stopCollector();
  const isEnded = ending === "exit code 0";
  if (!isEnded) display.say(`The collector ended with ${ending}, expected exit code 0; see ${stage.logFile}`);
  const fault = ledgerFault(stage.logFile);
  if (fault !== undefined) display.say(`${fault}; see ${stage.logFile}`);
  const { accounts, leaks } = await settleAccounts(stage, watchedLoops(stage), startedAt);
  display.say(`\n${accountSummary(accounts, leaks)}\n`);
  return accounts.every(isCleanLoop) && leaks.length === 0 && isEnded && fault === undefined ? 0 : 1;
}
