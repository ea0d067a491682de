import type { ComponentId, LeaderElector, Settings } from "@genai-collector/component";
import type { LoopContext } from "./loop-context.ts";
import type { LoopRunner } from "./loop-runner.ts";

/** Between two looks at gauges that time alone changes. */
const watchMs = 30_000;

export interface WatchOptions {
  readonly settings: Pick<Settings, "id" | "runtime">;
  readonly contexts: readonly LoopContext[];
  readonly elector: LeaderElector | undefined;
  /** Those that run now, by the name of their loop. */
  readonly runners: ReadonlyMap<string, LoopRunner>;
  readonly stop: AbortSignal;
}

/** Keeps the gauges true between ticks, and while no term has begun yet: a loop that never starts must be seen. */
export async function watchLoops({ settings, contexts, elector, runners, stop }: WatchOptions): Promise<void> {
  const { clock, timers } = settings.runtime;
  while (!stop.aborted) {
    for (const context of contexts) {
      const runner = runners.get(context.loop.name);
      if (runner !== undefined) runner.tell();
      else tellWaiting(context, clock.monotonic(), isStandby(elector, settings.id));
    }
    await timers.sleep(watchMs, stop).catch(() => undefined);
  }
}

/** Without a standing, who does not lead is taken for one who waits: somebody else does. */
function isStandby(elector: LeaderElector | undefined, receiver: ComponentId): boolean {
  if (elector === undefined) return false;
  const standing = elector.standing?.(receiver);
  return standing === undefined || (standing.leader !== undefined && !standing.isOurs);
}

/** A loop that does not run: because another process runs it, or because nothing has let it begin. */
function tellWaiting({ telemetry, firstDeliveries }: LoopContext, monotonic: number, isOthers: boolean): void {
  if (isOthers) {
    firstDeliveries.end();
    // What was told while nobody was known to lead must not stay standing.
    return telemetry.clear();
  }
  firstDeliveries.begin(monotonic);
  telemetry.stands({
    lagMs: firstDeliveries.waitedMs(monotonic),
    frontier: undefined,
    isDegraded: false,
    inFlightMs: 0,
    ...firstDeliveries.standing(monotonic),
  });
}
