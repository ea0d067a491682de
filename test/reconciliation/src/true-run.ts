import type { TrueRun } from "@genai-collector/simulator";
import type { ReceivedRecord, Typed } from "./received.ts";
import { differing, differingAttribute } from "./true-log.ts";

/** What records tell beyond the truth: times and sums of a run's details. */
const details = [
  "first_token_time",
  ...["prompt", "completion"].flatMap((side) =>
    ["token", "cost"].flatMap((what) =>
      ["cache_read", "cache_creation", "audio", "reasoning", "standard", "cache_write", "text", "image"].map(
        (name) => `${side}_${what}_details.${name}`,
      ),
    ),
  ),
];

/** Whether the record says that its run had not ended. */
export function isUnfinished({ attributes }: ReceivedRecord): boolean {
  return attributes.get("status") === "string pending";
}

/** What is wrong with a record of a run; undefined: nothing. */
export function wrongInRun(record: ReceivedRecord, run: TrueRun, identity: readonly string[]): string | undefined {
  const isOver = !isUnfinished(record);
  const isFailed = isOver && (run.status === "error" || run.status === "interrupted");
  return (
    differing("time", record.timeNanos, BigInt(run.startMicros) * 1_000n) ??
    differing("severity", record.severity, isFailed ? "17 ERROR" : "9 INFO") ??
    differing("trace id", record.traceId, run.traceId.replaceAll("-", "")) ??
    differing("body", record.hasBody, false) ??
    differingAttribute(record.attributes, attributesOfRun(run, isOver), [
      ...identity,
      ...details,
      ...(isOver ? [] : ["end_time", ...tokens, ...costs]),
      ...costs,
    ]) ??
    wrongCost(record, run, isOver)
  );
}

const tokens = ["total_tokens", "prompt_tokens", "completion_tokens"];
const costs = ["total_cost", "prompt_cost", "completion_cost"];

function attributesOfRun(run: TrueRun, isOver: boolean): ReadonlyMap<string, Typed> {
  return new Map<string, Typed>([
    ["source", "string langsmith"],
    ["id", `string ${run.id}`],
    ["trace_id", `string ${run.traceId}`],
    ["session_id", `string ${run.sessionId}`],
    ["run_type", `string ${run.runType}`],
    ["status", `string ${isOver ? run.status : "pending"}`],
    ["start_time", `string ${run.startTime}Z`],
    ["dotted_order", `string ${run.dottedOrder}`],
    ...(run.parentRunId === undefined ? [] : [["parent_run_id", `string ${run.parentRunId}`] as const]),
    ...(run.threadId === undefined ? [] : [["thread_id", `string ${run.threadId}`] as const]),
    ...(isOver && run.endTime !== undefined ? [["end_time", `string ${run.endTime}Z`] as const] : []),
    ...(isOver
      ? ([
          ["total_tokens", `int ${run.totalTokens}`],
          ["prompt_tokens", `int ${run.promptTokens}`],
          ["completion_tokens", `int ${run.completionTokens}`],
        ] as const)
      : []),
  ]);
}

/** Prices may come later than a run's end: then there is none, or the true one. */
function wrongCost({ attributes }: ReceivedRecord, run: TrueRun, isOver: boolean): string | undefined {
  if (!isOver) return undefined;
  const true_: readonly (number | undefined)[] = [run.totalCostUsd, run.promptCostUsd, run.completionCostUsd];
  for (const [index, name] of costs.entries()) {
    const found = attributes.get(name);
    if (found === undefined && run.revisedAt !== undefined) continue;
    const wrong = differing(name, found, true_[index] === undefined ? undefined : `double ${true_[index]}`);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}
