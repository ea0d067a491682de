import type { TrueValue } from "@genai-collector/simulator";
import { pointKey } from "./point-key.ts";
import type { SinkState, StoredPoint } from "./sink-store.ts";

/** What the sink has, held against what the requests of the gateway add up to. */
export interface Reconciliation {
  readonly expected: number;
  readonly delivered: number;
  readonly missing: number;
  /** Delivered more than once with different bytes, or where nothing was expected. */
  readonly duplicated: number;
  readonly wrong: number;
  readonly leaked: number;
  /** Delivered again with the same bytes, because the answer or the checkpoint was lost: harmless. */
  readonly resent: number;
  /** The first few differences, for people. */
  readonly examples: readonly string[];
}

const shownExamples = 5;

/** Compares name, labels, time and value of each point. Every value in `truth` has to be there. */
export function reconcile(
  truth: readonly TrueValue[],
  sink: Pick<SinkState, "points" | "leaks">,
  prefix: string,
): Reconciliation {
  const points = new Map(sink.points.map((point) => [pointKey(point.name, point.labels, point.time), point]));
  const examples: string[] = [];
  let missing = 0;
  let wrong = 0;
  for (const value of truth) {
    const key = pointKey(`${prefix}_${value.metric}`, value.labels, value.bucketEnd);
    const point = points.get(key);
    points.delete(key);
    if (point === undefined) {
      missing++;
      examples.push(`missing: ${show(key)}`);
    } else if (point.value !== value.value) {
      wrong++;
      examples.push(`wrong: ${show(key)} is ${point.value}, the requests add up to ${value.value}`);
    }
  }
  const changed = sink.points.filter((point) => point.digests.length > 1).length;
  for (const key of points.keys()) examples.push(`not expected: ${show(key)}`);
  for (const leak of sink.leaks) examples.push(`leaked: ${leak}`);
  return {
    expected: truth.length,
    delivered: sink.points.length,
    missing,
    duplicated: changed + points.size,
    wrong,
    leaked: sink.leaks.length,
    resent: sink.points.reduce((sum, point) => sum + resentCopies(point), 0),
    examples: examples.slice(0, shownExamples),
  };
}

/** Whether nothing is missing, wrong, delivered twice or leaked, and there was something to look at. */
export function isClean({ expected, missing, duplicated, wrong, leaked }: Reconciliation): boolean {
  return expected > 0 && missing === 0 && duplicated === 0 && wrong === 0 && leaked === 0;
}

function resentCopies(point: StoredPoint): number {
  return point.digests.length > 1 ? 0 : point.copies - 1;
}

function show(key: string): string {
  const [name, labels, time] = JSON.parse(key) as [string, [string, string][], number];
  return `${name}{${labels.map(([label, value]) => `${label}="${value}"`).join(",")}} at ${new Date(time).toISOString()}`;
}
