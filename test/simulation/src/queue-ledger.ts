import type { LanePromise } from "./violations.ts";

const hour = 3_600_000;

/** So long after it is over, a bucket may come again: a removal that is not on the disk is undone by a power cut. */
const rememberedMs = 3 * hour;

/** One point as it was stored, or came. */
export interface QueuedPoint {
  readonly key: string;
  /** End of its bucket. */
  readonly end: number;
  readonly value: number;
  /** The resource that it is in, one character a byte. */
  readonly bytes: string;
}

/** How a sink got a point. */
export interface Arrival {
  /** Which process of the collector sent it. */
  readonly life: number;
  /** The sink's answer says so, and is on its way. */
  readonly isAnswered: boolean;
  /** The sink had refused a request as a whole, whose parts have other bytes. */
  readonly mayDiffer: boolean;
  /** It was long on its way, or its sender may not know yet that another one leads. */
  readonly isLate?: boolean | undefined;
}

interface Entry {
  value: number;
  bytes: string;
  /** Places in the queue; none: it came before anybody saw it there. */
  readonly positions: number[];
  /** Which process put it into the queue last. */
  storedBy: number | undefined;
  state: "waiting" | "arrived" | "refused";
  /** Which process sent it last, and how often that was told that it had come. */
  sentBy: number;
  answers: number;
  answeredAt: number;
  /** How often it came for certain, over the processes that are no more: no request in the queue does so twice. */
  done: number;
}

interface Bucket {
  readonly entries: Map<string, Entry>;
  lastAt: number;
}

const unsent = { state: "waiting", sentBy: 0, answers: 0, answeredAt: 0, done: 0 } as const;

export interface QueueLedgerOptions {
  now(): number;
  /** Whether what that process was told at that time must have been on the disk when it ended. */
  isKept(life: number, at: number): boolean;
  /** Brings up to date what is known to be on the disk. */
  look(): void;
  /** Whether answers lacked values of some series since then: asked again, the platform says more. */
  lacked(since: number): boolean;
  /** Where: the lane. */
  report(promise: LanePromise, what: string, at: number): void;
}

/** The books of one lane behind a frontier that a queue on disk lets go on: what is there, and what came of it. */
export class QueueLedger {
  /** Points that came again, in the same bytes. */
  resent = 0;
  readonly #options: QueueLedgerOptions;
  readonly #buckets = new Map<number, Bucket>();
  /** Points that have not come, by their place in the queue: the first place comes first. */
  readonly #waiting = new Map<number, number>();
  #gaps = 0;
  #forgottenTo = -Infinity;
  #newest = -Infinity;
  /** Up to here everything may be polled and queued once more, as the platform says it now. */
  #renewedTo = -Infinity;

  constructor(options: QueueLedgerOptions) {
    this.#options = options;
  }

  /** Points that the sink will never take, as far as that is known. */
  get gaps(): number {
    let gaps = this.#gaps;
    for (const { entries } of this.#buckets.values()) gaps += refusedIn(entries);
    return gaps;
  }

  /** End of the newest bucket that was ever in it. */
  get newest(): number {
    return this.#newest;
  }

  /** End of the oldest bucket that has not come; undefined: all have. */
  get oldestWaiting(): number | undefined {
    let oldest: number | undefined;
    for (const [end, { entries }] of this.#buckets) {
      const isWaiting = [...entries.values()].some(({ state }) => state === "waiting");
      if (isWaiting && end < (oldest ?? Infinity)) oldest = end;
    }
    return oldest;
  }

  /** What is or was there of a bucket. */
  pointsOf(end: number): ReadonlyMap<string, { readonly value: number }> {
    return this.#buckets.get(end)?.entries ?? new Map<string, Entry>();
  }

  /** A point is on the disk for good. That process put it there; undefined: one before it. */
  stored(point: QueuedPoint, position: number, life: number | undefined): void {
    const { key, end, value, bytes } = point;
    const { entries } = this.#bucket(end);
    const known = entries.get(key);
    if (known === undefined) {
      entries.set(key, { ...unsent, value, bytes, positions: [position], storedBy: life });
      this.#count(position, 1);
      return;
    }
    if (end <= this.#renewedTo) Object.assign(known, { value, bytes });
    else if (known.bytes !== bytes && (known.value !== value || !this.#options.lacked(end)))
      this.#report("nothing is counted twice", `${key} was queued again in other bytes`, end);
    if (life !== undefined && known.storedBy === life)
      this.#report("nothing is counted twice", `${key} was queued twice by one process`, end);
    known.positions.push(position);
    known.storedBy = life;
  }

  /** The sink took a point. */
  arrived(point: QueuedPoint, arrival: Arrival): void {
    const { key, end, value, bytes } = point;
    if (this.#buckets.get(end)?.entries.has(key) !== true) this.#options.look();
    if (end <= this.#forgottenTo && !this.#buckets.has(end)) {
      this.#report("nothing is counted twice", `${key} was sent again long after it was over`, end);
      return;
    }
    const { entries } = this.#bucket(end);
    const entry: Entry = entries.get(key) ?? { ...unsent, value, bytes, positions: [], storedBy: undefined };
    entries.set(key, entry);
    this.#compare(point, entry, arrival);
    if (arrival.isLate === true && entry.state === "arrived") return void this.resent++;
    this.#countAnswers(point, entry, arrival);
    if (entry.state === "waiting") this.#over(key, end, entry);
    else if (entry.state === "arrived") this.resent++;
    entry.state = "arrived";
  }

  /** Whether all of these points, which came in one request, were put into the queue as one. */
  areOne(points: readonly { readonly key: string; readonly end: number }[]): boolean {
    let shared: readonly number[] | undefined;
    for (const { key, end } of points) {
      const positions = this.#buckets.get(end)?.entries.get(key)?.positions ?? [];
      if (positions.length > 0) shared = shared?.filter((each) => positions.includes(each)) ?? positions;
    }
    return shared?.length !== 0;
  }

  /** Whether lanes of two names may have queued these points, each in requests of its own. */
  isRenewed(points: readonly { readonly end: number }[]): boolean {
    return points.some(({ end }) => end <= this.#renewedTo);
  }

  /** The sink will never take a point, and said so. */
  refused(key: string, end: number): void {
    const entry = this.#buckets.get(end)?.entries.get(key);
    if (entry === undefined || entry.state !== "waiting") return;
    this.#over(key, end, entry);
    entry.state = "refused";
  }

  /** The frontier begins anew, somewhere before what is known here: what waits is no longer first in line. */
  renewed(): void {
    this.#renewedTo = this.#newest;
    this.#waiting.clear();
  }

  /** Lets go of what cannot come again. */
  forget(): void {
    for (const [end, { entries, lastAt }] of this.#buckets) {
      if (lastAt > this.#options.now() - rememberedMs) continue;
      if ([...entries.values()].some(({ state }) => state === "waiting")) continue;
      this.#gaps += refusedIn(entries);
      this.#buckets.delete(end);
      this.#forgottenTo = Math.max(this.#forgottenTo, end);
    }
  }

  /** Everything is over: what has not come never will. */
  close(): void {
    for (const [end, { entries }] of this.#buckets)
      for (const [key, { state }] of entries)
        if (state === "waiting") this.#report("nothing is lost", `${key} was on disk, and never came`, end);
  }

  /** In other bytes only where the sink did not take them all at once. */
  #compare({ key, end, value, bytes }: QueuedPoint, entry: Entry, { mayDiffer }: Arrival): void {
    if (end <= this.#renewedTo) return;
    if (value !== entry.value)
      this.#report("nothing is wrong", `${key} was queued as ${entry.value}, and came as ${value}`, end);
    else if (bytes !== entry.bytes && !mayDiffer && !this.#options.lacked(end))
      this.#report("nothing is counted twice", `${key} came in other bytes than it was queued in`, end);
  }

  /** Each request in the queue is sent until a process hears that it came. */
  #countAnswers({ key, end }: QueuedPoint, entry: Entry, { life, isAnswered }: Arrival): void {
    const { now, isKept } = this.#options;
    if (entry.sentBy !== life) {
      if (entry.answers > 0 && isKept(entry.sentBy, entry.answeredAt)) entry.done += entry.answers;
      entry.answers = 0;
    }
    entry.sentBy = life;
    const before = entry.done + entry.answers;
    if (before >= Math.max(1, entry.positions.length)) this.#options.look();
    const stored = Math.max(1, entry.positions.length);
    if (before >= stored)
      this.#report("nothing is counted twice", `${key} came ${before} times for certain, queued ${stored} times`, end);
    if (!isAnswered) return;
    entry.answers++;
    entry.answeredAt = now();
  }

  /** What was queued first comes first. */
  #over(key: string, end: number, { positions: [position] }: Entry): void {
    if (position === undefined) return;
    const [first] = this.#waiting.keys();
    if (first !== undefined && first < position)
      this.#report("in order", `${key} is number ${position} in the queue, and came before number ${first}`, end);
    this.#count(position, -1);
  }

  #count(position: number, by: number): void {
    const left = (this.#waiting.get(position) ?? 0) + by;
    if (left <= 0) this.#waiting.delete(position);
    else this.#waiting.set(position, left);
  }

  #bucket(end: number): Bucket {
    let bucket = this.#buckets.get(end);
    if (bucket === undefined) this.#buckets.set(end, (bucket = { entries: new Map(), lastAt: 0 }));
    bucket.lastAt = this.#options.now();
    this.#newest = Math.max(this.#newest, end);
    return bucket;
  }

  #report(promise: LanePromise, what: string, at: number): void {
    this.#options.report(promise, what, at);
  }
}

function refusedIn(entries: ReadonlyMap<string, Entry>): number {
  let refused = 0;
  for (const { state } of entries.values()) if (state === "refused") refused++;
  return refused;
}
