import type { TrueValue } from "@genai-collector/simulator";
import { pointKey, receivedPoints, type ReceivedPoint } from "./received-points.ts";

/** What a sink has, held against what the gateway's own requests add up to. Every list is of texts for people. */
export interface Reconciliation {
  readonly expected: number;
  readonly missing: readonly string[];
  /** Another value or unit than the truth. */
  readonly wrong: readonly string[];
  /** Nothing that the truth knows. */
  readonly unexpected: readonly string[];
  /** Came again in a `ResourceMetrics` of other bytes. */
  readonly changed: readonly string[];
  /** Deliveries beyond the first, with the same bytes. */
  readonly resent: number;
}

/** Compares name, labels, time, unit, value and bytes of every point. */
export function reconcile(truth: readonly TrueValue[], bodies: readonly Uint8Array[], prefix: string): Reconciliation {
  const copies = Map.groupBy(bodies.flatMap(receivedPoints), pointKey);
  const expected = new Map(truth.map((value) => [keyOf(value, prefix), value]));
  const missing = [...expected.keys()].filter((key) => !copies.has(key));
  const wrong = [...expected].flatMap(([key, value]) => differences(key, value, copies.get(key)?.[0]));
  const unexpected = [...copies.keys()].filter((key) => !expected.has(key));
  const changed = [...copies]
    .filter(([, [first, ...rest]]) => rest.some(({ resource }) => !sameBytes(resource, first!.resource)))
    .map(([key]) => key);
  const resent = [...copies.values()].reduce((sum, points) => sum + points.length - 1, 0);
  return { expected: truth.length, missing, wrong, unexpected, changed, resent };
}

function keyOf({ metric, labels, bucketEnd }: TrueValue, prefix: string): string {
  return pointKey({ name: `${prefix}_${metric}`, labels, time: bucketEnd });
}

function differences(key: string, truth: TrueValue, point: ReceivedPoint | undefined): string[] {
  if (point === undefined) return [];
  const found: string[] = [];
  if (point.value !== truth.value) found.push(`${key} is ${point.value}, the requests add up to ${truth.value}`);
  // A unit would be added to the name a second time by stores that put it there.
  if (point.unit !== "") found.push(`${key} has the unit "${point.unit}", expected none: it is in the name`);
  return found;
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
