import type { LaneKey, Logger, SkippedRange } from "@genai-collector/component";
import type { Progress } from "./progress.ts";

/** What was known of the time that a lane had skipped before a step of its frontier, and is after it. */
export interface SkippedStep extends Pick<Progress, "from" | "to"> {
  readonly before: readonly SkippedRange[];
  readonly after: readonly SkippedRange[];
}

/**
 * Says which time a lane skips: each stretch when it begins, and once more, in its whole length, when what follows is
 * delivered. In between, the ledger tells how far it has come.
 */
export function tellSkipped(logger: Logger, { loop, pass, pipeline }: LaneKey, step: SkippedStep): void {
  const { before, after, from, to } = step;
  if (from === "absent") return;
  const known = before.at(-1);
  const fields = ({ reason, ...range }: SkippedRange): Record<string, string> => {
    const [begin, end] = [range.from, range.to].map((time) => new Date(time).toISOString());
    return { loop, pass, pipeline, reason, from: begin!, to: end! };
  };
  for (const range of after) {
    const isNew = range.from >= from.time && !(range.from === known?.from && range.reason === known.reason);
    if (isNew) logger.warn(fields(range), "Time is skipped");
  }
  const isOver = known?.to === from.time && to.time > from.time && after.at(-1)?.to === known.to;
  if (isOver) logger.info(fields(known), "Time was skipped; what follows is delivered");
}
