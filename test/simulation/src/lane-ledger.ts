import type { LaneOptions } from "./lane-options.ts";
import { moreItems, wrongInBooks } from "./lane-own-books.ts";
import type { Arrival, QueuedPoint } from "./queue-ledger.ts";
import { isNamedSkipped, type SavedLane } from "./saved-lanes.ts";
import type { TruePoint } from "./simulated-platform.ts";
import type { LanePromise } from "./violations.ts";

const minute = 60_000;
/** What is saved for good is remembered for so long, for what comes late. */
const rememberedMs = 90 * minute;

/** One bucket as it arrived. */
interface Bucket {
  readonly points: Map<string, Arrived>;
  /** Series that the sink refused for good. */
  readonly refused: Set<string>;
}

interface Arrived {
  readonly value: number;
  /** The resource that it came in, one character a byte. */
  readonly bytes: string;
}

/**
 * The books of one lane: what arrived in its sink, held against where its frontier is saved, and against the truth as
 * soon as the frontier has passed it. Forgets what is saved for good and found right, so that a month fits in memory.
 */
export class LaneLedger {
  readonly name: string;
  /** Buckets that were held against the truth, and points in them. */
  points = 0;
  readonly #options: LaneOptions;
  readonly #buckets = new Map<number, Bucket>();
  /** What was saved for good not long ago. */
  readonly #past = new Map<number, Bucket>();
  /** Acknowledged, and not there. */
  readonly #owed = new Map<string, { readonly end: number; readonly key: string }>();
  readonly #resent = new Set<string>();
  /** Undefined: as the next record says. */
  #skipped: SavedLane["skipped"] | undefined = {};
  #from: number | undefined;
  #saved: number | undefined;
  /** Which process first wrote a frontier that is not on the disk for good. */
  readonly #writtenBy = new Map<number, number>();
  #checkedTo = -Infinity;
  /** What a power cut leaves at least. */
  #durable = -Infinity;
  #resentResources = 0;
  #wasReplaced = false;
  #refusedToo = 0;
  #gaps = 0;

  constructor(options: LaneOptions) {
    this.name = options.name;
    this.#options = options;
  }

  /** The frontier as it stands in the file; undefined before the first save. */
  get frontier(): number | undefined {
    return this.#saved;
  }

  /** The frontier that a power cut leaves at least. */
  get durable(): number {
    return this.#durable;
  }

  /** Where it began. */
  get from(): number | undefined {
    return this.#from;
  }

  /** Resources that came again in the same bytes; what came again from a queue on disk is in its own books. */
  get resent(): number {
    return this.#resentResources;
  }

  /** Points that never arrived, and that the collector counted, before a queue on disk had them. */
  get gaps(): number {
    return this.#gaps;
  }

  /** Time that it was saved to have passed over, over all reasons. */
  get skippedMs(): number {
    return Object.values(this.#skipped ?? {}).reduce((sum, { ms }) => sum + ms, 0);
  }

  /** End of the oldest bucket that a queue on disk still has. */
  get oldestQueued(): number | undefined {
    return this.#options.queue?.oldestWaiting;
  }

  /** A queue on disk has a point for good. */
  stored(point: QueuedPoint, position: number, life: number | undefined): void {
    this.#isSettled(point);
    this.#options.queue?.stored(point, position, life);
  }

  /** A request came with these points, and perhaps with others. */
  requested(points: readonly { readonly key: string; readonly end: number }[]): void {
    const { queue } = this.#options;
    if (queue?.areOne(points) === false)
      this.#report("never merged", "a request had points of several that were queued, up to", points.at(-1)!.end);
  }

  /** Whether another request with the same series may rightly be on its way at the same time. */
  hasTwins(points: readonly { readonly end: number }[]): boolean {
    return this.#options.queue?.isRenewed(points) === true;
  }

  /** The sink took a point. */
  arrived(point: QueuedPoint, arrival: Arrival): void {
    const { key, end } = point;
    this.#isSettled(point);
    if (this.#owed.delete(`${end} ${key}`)) {
      this.#report("nothing is acknowledged early", `${key} came after the frontier had passed it`, end);
      return;
    }
    if (this.#options.queue !== undefined) return this.#options.queue.arrived(point, arrival);
    if (end <= this.#durable) {
      if (arrival.isLate) return this.#cameLate(point, arrival);
      this.#report("nothing is counted twice", `${key} was sent again after that was saved`, end);
      return;
    }
    const { points } = this.#bucket(end);
    const before = points.get(key);
    if (before === undefined) points.set(key, point);
    else this.#cameAgain(point, before, arrival);
  }

  /** The sink will never take a point, and said so. */
  refused(key: string, end: number): void {
    if (this.#options.queue === undefined) this.#bucket(end).refused.add(key);
    else this.#options.queue.refused(key, end);
  }

  /** What the file says, what a power cut would leave of the lane now, and which life of the collector wrote it. */
  saved(lane: SavedLane, durable: number, life: number): void {
    const { time } = lane.frontier;
    this.#from ??= time;
    this.#skipped ??= lane.skipped;
    this.#checkedTo = Math.max(this.#checkedTo, this.#from);
    if (time < this.#durable) this.#report("saves last", `it was saved at ${iso(this.#durable)}, and now is at`, time);
    // A process goes on only when the disk has what it saved before. What it found is another matter.
    const saved = this.#saved ?? -Infinity;
    if (this.#writtenBy.get(saved) === life && time > saved && durable < saved)
      this.#report("saves last", "a power cut would have undone the save of", saved);
    if (time > this.#checkedTo) this.#check(lane);
    this.#checkBooks(lane);
    if (!this.#writtenBy.has(time)) this.#writtenBy.set(time, life);
    this.#saved = time;
    this.#forgetUpTo(durable);
  }

  /** Somebody has put another record in the place of this one, or none: that is where it goes on. */
  replaced(): void {
    this.#from = undefined;
    this.#saved = undefined;
    this.#durable = -Infinity;
    this.#skipped = undefined;
    this.#wasReplaced = true;
    this.#options.queue?.renewed();
    this.#writtenBy.clear();
    this.#past.clear();
  }

  /** The store does not know the lane. */
  vanished(): void {
    if (this.#durable > -Infinity) this.#report("saves last", "the lane is gone; it was saved", this.#durable);
    this.#from = undefined;
    this.#saved = undefined;
    this.#durable = -Infinity;
  }

  /** Everything is over: what has not arrived never will. `isServed`: somebody had it in their configuration at last. */
  close(isServed = true): void {
    for (const { end, key } of this.#owed.values()) this.#report("nothing is lost", `${key} never came`, end);
    if (!isServed) return;
    for (const end of this.#buckets.keys()) {
      if (end > (this.#saved ?? -Infinity)) this.#report("saves last", "what came was not saved at the end", end);
    }
    const { queue } = this.#options;
    queue?.close();
    if (queue !== undefined && queue.newest > (this.#saved ?? Infinity))
      this.#report("saves last", "what was queued was not saved at the end", queue.newest);
  }

  #isSettled({ key, end }: QueuedPoint): void {
    const { now, settlesMs } = this.#options;
    if (end > now() - settlesMs) this.#report("nothing is unsettled", `${key} came ${now() - end} ms after`, end);
  }

  /** Saved for good, and sent again by who could not know: in the same bytes. */
  #cameLate({ key, end, bytes }: QueuedPoint, { mayDiffer }: Arrival): void {
    const before = this.#past.get(end)?.points.get(key);
    if (before === undefined || before.bytes === bytes || mayDiffer || this.#options.lacked(undefined, end)) {
      this.#resentResources++;
      return;
    }
    this.#report("nothing is counted twice", `${key} came late and in other bytes`, end);
  }

  #cameAgain({ key, end, ...now }: QueuedPoint, before: Arrived, { mayDiffer }: Arrival): void {
    if (before.bytes === now.bytes) {
      if (this.#resent.has(now.bytes)) return;
      this.#resent.add(now.bytes);
      this.#resentResources++;
      return;
    }
    if (before.value === now.value && (mayDiffer || this.#options.lacked(undefined, end))) return;
    const values = before.value === now.value ? "" : `: ${before.value}, then ${now.value}`;
    this.#report("nothing is counted twice", `${key} came again in other bytes${values}`, end);
  }

  /** The frontier went on to `to`: all in between is there, with its true value, or counted as skipped. */
  #check(lane: SavedLane): void {
    const { frontier, skipped } = lane;
    const [from, to] = [this.#checkedTo, frontier.time];
    const counted = moreItems(this.#skipped ?? {}, skipped);
    let [refused, missing] = [0, 0];
    for (let end = from + minute; end <= to; end += minute) {
      missing += this.#checkMinute(end, isNamedSkipped(lane, end));
      refused += this.#bucket(end).refused.size;
    }
    this.#checkedTo = to;
    this.#skipped = skipped;
    // A sink also refuses what it has already, and may take what it refused; who begins anew is refused older things.
    if (counted >= missing && (counted <= refused || this.#wasReplaced)) return;
    const what = `${missing} points are missing of ${refused} that were refused, ${counted} were counted, up to`;
    this.#report("every gap is a number", what, to);
  }

  /** A queue on disk is asked later, and a record that was put back knows less than the sink. */
  #checkBooks(lane: SavedLane): void {
    // What was before the first look nobody has counted here.
    const isComplete = this.#from === lane.origin && !this.#wasReplaced && this.#options.queue === undefined;
    const areKnown = isComplete && lane.frontier.time === this.#checkedTo;
    for (const what of wrongInBooks(lane, areKnown ? this.points : undefined, this.#refusedToo))
      this.#report("every gap is a number", `${what}, up to`, lane.frontier.time);
  }

  /** What is on the disk for good does not come again. */
  #forgetUpTo(durable: number): void {
    if (durable <= this.#durable) return;
    this.#durable = durable;
    for (const time of this.#writtenBy.keys()) if (time < durable) this.#writtenBy.delete(time);
    for (const [end, bucket] of this.#buckets) {
      if (end > durable) continue;
      this.#past.set(end, bucket);
      this.#buckets.delete(end);
    }
    for (const end of this.#past.keys()) if (end < durable - rememberedMs) this.#past.delete(end);
    this.#resent.clear();
    this.#options.queue?.forget();
  }

  /** Gives how many points of the minute are missing because the sink refused them. */
  #checkMinute(end: number, isPassedOver: boolean): number {
    const bucket = this.#bucket(end);
    const points = this.#options.queue?.pointsOf(end) ?? bucket.points;
    const truths = this.#options.truthsOf(end);
    const known = new Set([...points.keys(), ...bucket.refused]);
    const expected = truths.reduce((best, next) => (knownIn(known, next) > knownIn(known, best) ? next : best));
    let missing = 0;
    for (const { key, value } of expected) {
      const there = points.get(key);
      if (there !== undefined) {
        this.points++;
        if (bucket.refused.has(key)) this.#refusedToo++;
        if (there.value !== value) this.#report("nothing is wrong", `${key} is ${there.value}; ${value} is true`, end);
      } else if (bucket.refused.has(key)) missing++;
      else if (isPassedOver || this.#options.lacked(key, end)) this.#gaps++;
      else this.#owed.set(`${end} ${key}`, { end, key });
    }
    this.#gaps += missing;
    const real = new Set(truths.flatMap((truth) => truth.map(({ key }) => key)));
    for (const key of points.keys())
      if (!real.has(key)) this.#report("nothing is wrong", `${key} is nothing that the platform knows`, end);
    return missing;
  }

  #bucket(end: number): Bucket {
    let bucket = this.#buckets.get(end);
    if (bucket === undefined) this.#buckets.set(end, (bucket = { points: new Map(), refused: new Set() }));
    return bucket;
  }

  #report(promise: LanePromise, what: string, at: number): void {
    this.#options.report(promise, this.name, `${what} ${iso(at)}`);
  }
}

function knownIn(known: ReadonlySet<string>, truth: readonly TruePoint[]): number {
  return truth.filter(({ key }) => known.has(key)).length;
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
