import type { ReceivedPoint } from "@genai-collector/test-simulation";
import type { Arrival } from "./arrival.ts";
import type { Tell } from "./promises.ts";

const minute = 60_000;

/** Values by series. */
export type Values = ReadonlyMap<string, number>;

/** One answer of the platform from which points of a snapshot may come. */
export interface Moment {
  readonly at: number;
  /** What was asked: answers to one question, and its pages, differ by their time; each value is of one of them. */
  readonly part: string;
  /** Something befell the answer that changes values, or leaves some out. */
  readonly isOdd: boolean;
  /** What the platform knew by then. */
  truth(): Values;
}

/** What was asked and what came for one stamp. */
interface Snapshot {
  readonly stamp: number;
  readonly askedAt: number;
  readonly moments: Moment[];
  /** A request was not answered, or in vain. */
  hasFailed: boolean;
  readonly points: Map<string, { value: number; readonly arrival: Arrival; readonly bytes: string }>;
}

export interface SnapshotBooksOptions {
  readonly name: string;
  readonly report: Tell;
  /** How many values of one answer arrive at most: the others are counted as truncated. */
  readonly most: number;
  /** A series without the labels that an odd answer may change. */
  withoutOddLabels(key: string): string;
  /** Which value of an answer a series is of: a project, a model. */
  memberOf(key: string): string;
  /** Whether the snapshot must be there if the platform answered all that it was asked then. */
  mustArrive(askedAt: number, stamp: number): boolean;
}

/** After so long a snapshot is closed: no process still has it. */
const closedAfterMs = 20 * minute;

/** The books of one pass of a snapshot loop: each point is the truth of a moment at which the platform was asked. */
export class SnapshotBooks {
  readonly name: string;
  /** Points that were held against the truth, and snapshots in which there were any. */
  points = 0;
  snapshots = 0;
  /** Snapshots of which a part is missing because a limit of ours cut it off. */
  truncated = 0;
  /** Projects whose traces arrived, and not their spans. */
  without = 0;
  /** Points that came again as they were. */
  resent = 0;
  /** Points that a process took anew, in the minute in which the one before it had died without saving. */
  retaken = 0;
  /** Snapshots that are not there though the platform answered, in troubled times. */
  absent = 0;
  readonly #options: SnapshotBooksOptions;
  readonly #open = new Map<number, Snapshot>();
  #closedTo = -Infinity;

  constructor(options: SnapshotBooksOptions) {
    this.name = options.name;
    this.#options = options;
  }

  /** The platform was asked for what is stamped so. */
  asked(stamp: number, at: number): void {
    this.#snapshot(stamp, at);
  }

  /** It answered. */
  answered(stamp: number, moment: Moment): void {
    this.#snapshot(stamp, moment.at).moments.push(moment);
  }

  /** It answered in vain. */
  failed(stamp: number, at: number): void {
    this.#snapshot(stamp, at).hasFailed = true;
  }

  /** A point reached the sink. */
  arrived({ time, value }: ReceivedPoint, key: string, bytes: string, arrival: Arrival): void {
    if (time % minute !== 0) this.#report("nothing is wrong", `${key} is not stamped with a whole minute:`, time);
    if (time <= this.#closedTo) return this.#report("nothing is acknowledged early", `${key} came too late:`, time);
    const snapshot = this.#open.get(time);
    if (snapshot === undefined) return this.#report("nothing is wrong", `${key} came, and nobody asked:`, time);
    const before = snapshot.points.get(key);
    snapshot.points.set(key, { value, arrival, bytes });
    if (before === undefined) return;
    if (before.bytes === bytes && (!before.arrival.isHeard || before.arrival.life < arrival.life)) this.resent++;
    else if (before.arrival.life < arrival.life) this.retaken++;
    else this.#report("nothing is counted twice", `${key} is ${before.value}, then ${value}:`, time);
  }

  /** Holds against the truth what is old enough. */
  close(upTo: number): void {
    for (const [stamp, snapshot] of this.#open) {
      if (snapshot.askedAt > upTo - closedAfterMs) continue;
      this.#open.delete(stamp);
      this.#closedTo = Math.max(this.#closedTo, stamp);
      this.#check(snapshot);
    }
  }

  #check(snapshot: Snapshot): void {
    const { stamp, points } = snapshot;
    if (points.size === 0) {
      this.#checkAbsent(snapshot);
      return;
    }
    this.snapshots++;
    this.points += points.size;
    const keys = [...points.keys()];
    this.without += keys.filter(isTraces).length - keys.filter(isSpans).length;
    const isOdd = snapshot.moments.some((moment) => moment.isOdd);
    const nameOf = (key: string): string => (isOdd ? this.#options.withoutOddLabels(key) : key);
    const truths = new Map<Moment, Values>();
    const truthOf = (moment: Moment): Values => {
      const known = truths.get(moment) ?? named(moment.truth(), nameOf);
      truths.set(moment, known);
      return known;
    };
    for (const [key, { value }] of points) {
      if (snapshot.moments.some((moment) => isSame(truthOf(moment).get(nameOf(key)), value))) continue;
      const known = snapshot.moments.flatMap((moment) => truthOf(moment).get(nameOf(key)) ?? []).join(", ");
      this.#report("nothing is wrong", `${key} is ${value}; true was ${known === "" ? "nothing" : known}:`, stamp);
    }
    if (!isOdd) this.#checkMissing(snapshot, truthOf);
  }

  /** What every answer to a question told must be there. */
  #checkMissing({ stamp, points, moments }: Snapshot, truthOf: (moment: Moment) => Values): void {
    const { most, memberOf } = this.#options;
    let isTruncated = false;
    const parts = Map.groupBy(moments, ({ part }) => part);
    for (const [, same] of parts) {
      const [first, ...others] = same.map((moment) => truthOf(moment));
      const sure = [...first!.keys()].filter((key) => others.every((other) => other.has(key)));
      const members = new Set(sure.map((key) => memberOf(key)));
      if (members.size > most) {
        isTruncated = true;
        continue;
      }
      for (const key of sure)
        if (!points.has(key)) this.#report("nothing is lost", `${key} is not in the snapshot:`, stamp);
    }
    if (isTruncated) this.#checkTruncated(stamp, points, most);
  }

  #checkTruncated(stamp: number, points: Snapshot["points"], most: number): void {
    this.truncated++;
    const came = new Set([...points.keys()].map((key) => this.#options.memberOf(key)));
    if (came.size !== most)
      this.#report("nothing is lost", `${came.size} of ${most} values are in the snapshot:`, stamp);
  }

  #checkAbsent({ stamp, askedAt, moments, hasFailed }: Snapshot): void {
    if (moments.length === 0 || hasFailed || moments.some(({ isOdd }) => isOdd)) return;
    // An answer that has no values makes no points.
    if (moments.every((moment) => moment.truth().size === 0)) return;
    if (this.#options.mustArrive(askedAt, stamp)) this.#report("nothing is lost", "the snapshot never came:", stamp);
    else this.absent++;
  }

  #snapshot(stamp: number, at: number): Snapshot {
    const known = this.#open.get(stamp);
    if (known !== undefined) return known;
    const made: Snapshot = { stamp, askedAt: at, moments: [], hasFailed: false, points: new Map() };
    this.#open.set(stamp, made);
    return made;
  }

  #report(promise: Parameters<Tell>[0], what: string, at: number): void {
    this.#options.report(promise, this.name, `${what} ${new Date(at).toISOString()}`);
  }
}

function named(values: Values, nameOf: (key: string) => string): Values {
  return new Map([...values].map(([key, value]) => [nameOf(key), value]));
}

const isTraces = (key: string): boolean => key.startsWith("langsmith_usage_traces");
const isSpans = (key: string): boolean => key.startsWith("langsmith_usage_spans");

/** Costs are sums of parts of a cent on one side, and decimal numbers on the other. */
function isSame(truth: number | undefined, value: number): boolean {
  return truth !== undefined && Math.abs(truth - value) <= 1e-9 * Math.max(1, Math.abs(truth));
}
