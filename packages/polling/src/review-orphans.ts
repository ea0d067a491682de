import type { Settings } from "@genai-collector/component";
import type { Orphans, OrphansFound } from "./orphans.ts";
import type { PollingRecorders } from "./polling-instruments.ts";

const reviewMs = 3_600_000;

/**
 * Looks now and every hour for lanes that nobody delivers, and tells of them, until the returned function is called. A
 * store that does not answer is asked again then: the lanes tell of it.
 */
export function reviewOrphans(
  orphans: Orphans,
  { runtime, logger }: Pick<Settings, "runtime" | "logger">,
  recorders: PollingRecorders,
  term: AbortSignal,
): () => void {
  const over = new AbortController();
  const { signal } = over;
  const run = async (): Promise<void> => {
    while (!signal.aborted) {
      try {
        const found = await orphans.review(term);
        if (!signal.aborted) tell(recorders, found);
      } catch (err) {
        logger.debug({ err }, "The store does not tell which lanes it has");
      }
      await runtime.timers.sleep(reviewMs, signal).catch(() => undefined);
    }
  };
  void run();
  return () => {
    over.abort(new Error("the term is over"));
    tell(recorders, { lanes: 0, timeMs: 0, removed: 0 });
  };
}

function tell(recorders: PollingRecorders, { lanes, timeMs, removed }: OrphansFound): void {
  recorders.orphaned_lanes.record(lanes);
  recorders.orphaned_time.record(timeMs / 1_000);
  if (removed > 0) recorders.removed_lanes.record(removed);
}
