import type { TrueValue } from "@genai-collector/simulator";
import { pointKey } from "./received-points.ts";
import type { SimulatedSink } from "./simulated-sink.ts";

/** What a promise of the product and a run disagree about. */
export interface Violation {
  readonly promise:
    | "nothing is lost"
    | "nothing is wrong"
    | "nothing is counted twice"
    | "nothing unsettled"
    | "content-free"
    | "up to date"
    | "alive";
  readonly sink: string;
  readonly what: string;
}

/** What a sink must have: the truth of each settled minute, in any version that was true while it could be delivered. */
export interface Expected {
  readonly from: number;
  readonly to: number;
  readonly truth: readonly TrueValue[];
  /** What minutes were before a late revision, by the end of the minute. */
  readonly before: ReadonlyMap<number, readonly TrueValue[]>;
}

const prefix = "portkey_api_";
/** Floating-point sums depend on their order. */
const tolerance = 1e-9;

/** Holds what a sink has against the truth. */
export function violationsOf(sink: SimulatedSink, expected: Expected, users: boolean): Violation[] {
  const found: Violation[] = [];
  const report = (promise: Violation["promise"], what: string): void =>
    void found.push({ promise, sink: sink.name, what });
  const seen = new Set<string>();
  for (const { metric, labels, bucketEnd, value } of expected.truth) {
    if (metric === "users" && !users) continue;
    const key = pointKey(`${prefix}${metric}`, labels, bucketEnd);
    seen.add(key);
    const stored = sink.points.get(key);
    if (stored === undefined) {
      report("nothing is lost", `${key} is missing; it is ${value}`);
      continue;
    }
    const old = expected.before
      .get(bucketEnd)
      ?.find((each) => pointKey(`${prefix}${each.metric}`, each.labels, bucketEnd) === key);
    if (!isSame(stored.value, value) && !(old !== undefined && isSame(stored.value, old.value))) {
      report("nothing is wrong", `${key} is ${stored.value}, the requests add up to ${value}`);
    }
    if (stored.unit !== "")
      report("nothing is wrong", `${key} has the unit "${stored.unit}": it is in the name already`);
  }
  for (const [key, { time }] of sink.points) {
    if (time > expected.to) report("nothing unsettled", `${key} came before it had settled`);
    else if (!seen.has(key) && time > expected.from && !key.startsWith(`${prefix}latency`))
      report("nothing is wrong", `${key} is nothing that the platform knows`);
  }
  for (const what of sink.early) report("nothing unsettled", what);
  for (const what of sink.changed) report("nothing is counted twice", what);
  for (const text of new Set(sink.leaks)) report("content-free", `"${text}" reached the sink`);
  return found;
}

function isSame(a: number, b: number): boolean {
  return Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(a), Math.abs(b));
}
