import type { Instant, LogRecord } from "@genai-collector/component";
import type { LangSmithSimulator } from "@genai-collector/simulator";
import { expect } from "vitest";
import { attribute, type RunsScene } from "./runs-scene.ts";

type TrueRun = ReturnType<ReturnType<LangSmithSimulator["truth"]>["runs"]> extends Generator<infer R> ? R : never;

/** What of a run's course a record tells. */
function courseOf(record: LogRecord): unknown {
  const [end, traceId] = [attribute(record, "end_time"), attribute(record, "trace_id")];
  return {
    start: attribute(record, "start_time"),
    time: record.timeUnixNano,
    end,
    traceId,
    trace: Buffer.from(record.traceId ?? []).toString("hex"),
    session: attribute(record, "session_id"),
    parent: attribute(record, "parent_run_id"),
    severity: record.severityText,
    prompt: attribute(record, "prompt_tokens"),
    completion: attribute(record, "completion_tokens"),
    total: attribute(record, "total_tokens"),
    order: attribute(record, "dotted_order"),
    thread: attribute(record, "thread_id"),
  };
}

function trueCourse(run: TrueRun): unknown {
  return {
    start: `${run.startTime}Z`,
    time: BigInt(run.startMicros) * 1_000n,
    end: run.endTime === undefined ? undefined : `${run.endTime}Z`,
    traceId: run.traceId,
    trace: run.traceId.replaceAll("-", ""),
    session: run.sessionId,
    parent: run.parentRunId,
    severity: run.status === "error" || run.status === "interrupted" ? "ERROR" : "INFO",
    prompt: BigInt(run.promptTokens),
    completion: BigInt(run.completionTokens),
    total: BigInt(run.totalTokens),
    order: run.dottedOrder,
    thread: run.threadId,
  };
}

/** What arrived, by id. Fails for a run that came twice, unless `repeats` allows it. */
export function arrived(scene: RunsScene, { repeats = false } = {}): ReadonlyMap<string, LogRecord> {
  const found = new Map<string, LogRecord>();
  for (const record of scene.sink.records) {
    const id = attribute(record, "id");
    if (typeof id !== "string") continue;
    if (!repeats) expect([id, found.has(id)]).toEqual([id, false]);
    found.set(id, record);
  }
  return found;
}

/** Runs that start in [from, to), by id, as they are in the end. */
export function trueRuns(
  simulator: LangSmithSimulator,
  from: Instant,
  to: Instant,
  projects?: readonly string[],
): ReadonlyMap<string, TrueRun> {
  return new Map([...simulator.truth({ from, to, projects }).runs()].map((run) => [run.id, run]));
}

/** Every run that has ended by `to` of those that start in [from, to) has arrived, complete; nothing else has. */
export function expectTruth(
  scene: RunsScene,
  simulator: LangSmithSimulator,
  { from, to, projects }: { readonly from: Instant; readonly to: Instant; readonly projects?: readonly string[] },
): void {
  const found = arrived(scene);
  const truth = trueRuns(simulator, from, scene.world.now, projects);
  for (const id of found.keys()) expect([id, truth.has(id)]).toEqual([id, true]);
  let compared = 0;
  for (const [id, run] of truth) {
    if (run.startMicros >= to * 1_000 || run.finishedAt === undefined || run.finishedAt > to) continue;
    const record = found.get(id);
    expect([id, record === undefined ? undefined : courseOf(record)]).toEqual([id, trueCourse(run)]);
    // Prices may come later than a run's end.
    if (run.revisedAt === undefined) expect(attribute(record!, "total_cost")).toEqual(run.totalCostUsd);
    compared++;
  }
  expect(compared).toBeGreaterThan(100);
}

/** Ids of runs that have ended by `to`, start in [from, to), and have not arrived. */
export function missing(
  scene: RunsScene,
  simulator: LangSmithSimulator,
  { from, to }: { readonly from: Instant; readonly to: Instant },
): readonly string[] {
  const found = arrived(scene, { repeats: true });
  return [...trueRuns(simulator, from, to)]
    .filter(([id, { finishedAt }]) => finishedAt !== undefined && finishedAt <= to && !found.has(id))
    .map(([id]) => id);
}
