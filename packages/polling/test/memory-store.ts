import {
  addSkippedRanges,
  type BookedHour,
  type Checkpoint,
  type CheckpointStore,
  type Frontier,
  type LaneKey,
  type Runtime,
  type Skipped,
} from "@genai-collector/component";

/** What one call of `advance` wrote. */
export interface Saved {
  readonly key: LaneKey;
  readonly to: Frontier;
  readonly skipped: readonly Skipped[];
  readonly booked: readonly BookedHour[];
}

/** A store that outlives processes: what a test looks into. */
export class Checkpoints {
  readonly records = new Map<string, Checkpoint>();
  /** Every frontier that was saved, in order. */
  readonly saved: Saved[] = [];
  /** Thrown by the calls of this name, until it is taken away. */
  readonly failures = new Map<"load" | "advance" | "list" | "remove", unknown>();
  /** Thrown by those calls after they have done what they were asked to: only the answer is lost. */
  readonly lostAnswers = new Map<"advance" | "remove", unknown>();
  /** Records that cannot be read, by the text of their key, and what reading them rejects with. */
  readonly unreadable = new Map<string, unknown>();
  /** How long each call takes. */
  latencyMs = 0;

  /** Times saved for one lane. */
  timesOf(pipeline: string): readonly number[] {
    return this.saved.filter(({ key }) => key.pipeline === pipeline).map(({ to }) => to.time);
  }

  record(pipeline: string, pass = ""): Checkpoint | undefined {
    return [...this.records].find(([key]) => {
      const lane = JSON.parse(key) as [string, string, string, string];
      return lane[2] === pass && lane[3] === pipeline;
    })?.[1];
  }

  /** The store as one process sees it: each call is two calls of a seam, so that it may die before or after the effect. */
  open(runtime: Runtime): CheckpointStore {
    const seam = async <T>(name: "load" | "advance" | "list" | "remove", effect: () => T): Promise<T> => {
      await runtime.files.read("/store");
      if (this.latencyMs > 0) await runtime.timers.sleep(this.latencyMs, new AbortController().signal);
      if (this.failures.has(name)) throw this.failures.get(name);
      const result = effect();
      await runtime.files.read("/store");
      if (this.lostAnswers.has(name as "advance")) throw this.lostAnswers.get(name as "advance");
      return result;
    };
    return {
      load: (key) => seam("load", () => this.#read(textOf(key))),
      list: (receiver) =>
        seam("list", () => [...this.records.keys()].map(keyOf).filter((key) => key.receiver === receiver)),
      remove: (key) => seam("remove", () => void this.records.delete(textOf(key))),
      advance: (key, to, epoch, skipped, booked = [], from) =>
        seam("advance", () => this.#advance({ key, to, skipped, booked }, epoch, from)),
    };
  }

  #read(key: string): Checkpoint | undefined {
    if (this.unreadable.has(key)) throw this.unreadable.get(key);
    return this.records.get(key);
  }

  #advance(saved: Saved, epoch: number, from: Frontier | "absent" | undefined): "saved" | "unchanged" | "fenced" {
    const { key, to, skipped, booked } = saved;
    const old = this.records.get(textOf(key));
    if (old !== undefined && epoch < old.epoch) return "fenced";
    if (from !== undefined && !isAt(old, from)) return "unchanged";
    if (old !== undefined && !isFurther(old.frontier, to)) return "unchanged";
    const sums = { ...old?.skipped };
    for (const { reason, items = 0, from: begin = 0, to: end = begin } of skipped) {
      const sum = sums[reason] ?? { items: 0, ms: 0 };
      sums[reason] = { items: sum.items + items, ms: sum.ms + end - begin };
    }
    const origin = old === undefined ? to.time : old.origin;
    const skippedRanges = addSkippedRanges(old?.skippedRanges ?? [], skipped);
    const books = addBooked(old, booked);
    this.records.set(textOf(key), { frontier: to, epoch, skipped: sums, skippedRanges, origin, ...books });
    this.saved.push(saved);
    return "saved";
  }
}

function addBooked(old: Checkpoint | undefined, booked: readonly BookedHour[]): Pick<Checkpoint, "books" | "earlier"> {
  const hours = new Map((old?.books ?? []).map(({ hour, amounts }) => [hour, { ...amounts }]));
  for (const { hour, amounts } of booked) hours.set(hour, added(hours.get(hour) ?? {}, amounts));
  const books = [...hours].toSorted(([a], [b]) => a - b).map(([hour, amounts]) => ({ hour, amounts }));
  const older = books.splice(0, Math.max(0, books.length - 26));
  return { books, earlier: older.reduce((sum, { amounts }) => added(sum, amounts), { ...old?.earlier }) };
}

function added(a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>>): Record<string, number> {
  const sums = { ...a };
  for (const [name, amount] of Object.entries(b)) sums[name] = (sums[name] ?? 0) + amount;
  return sums;
}

function isAt(stored: Checkpoint | undefined, from: Frontier | "absent"): boolean {
  if (stored === undefined || from === "absent") return stored === undefined && from === "absent";
  return stored.frontier.time === from.time && stored.frontier.cursor === from.cursor;
}

function isFurther(from: Frontier, to: Frontier): boolean {
  return to.time > from.time || (to.time === from.time && to.cursor !== from.cursor);
}

function textOf({ receiver, loop, pass, pipeline }: LaneKey): string {
  return JSON.stringify([receiver, loop, pass, pipeline]);
}

function keyOf(text: string): LaneKey {
  const [receiver, loop, pass, pipeline] = JSON.parse(text) as [string, string, string, string];
  return { receiver, loop, pass, pipeline };
}
