import type { Checkpoint, CheckpointStore, Frontier, LaneKey, Runtime, Skipped } from "@genai-collector/component";

/** A store that outlives processes: what a test looks into. */
export class Checkpoints {
  readonly records = new Map<string, Checkpoint>();
  /** Every frontier that was saved, in order. */
  readonly saved: { readonly key: LaneKey; readonly to: Frontier; readonly skipped: readonly Skipped[] }[] = [];
  /** Thrown by the calls of this name, until it is taken away. */
  readonly failures = new Map<"load" | "advance" | "list", unknown>();
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
    const seam = async <T>(name: "load" | "advance" | "list", effect: () => T): Promise<T> => {
      await runtime.files.read("/store");
      if (this.latencyMs > 0) await runtime.timers.sleep(this.latencyMs, new AbortController().signal);
      if (this.failures.has(name)) throw this.failures.get(name);
      const result = effect();
      await runtime.files.read("/store");
      return result;
    };
    return {
      load: (key) => seam("load", () => this.records.get(textOf(key))),
      list: (receiver) =>
        seam("list", () => [...this.records.keys()].map(keyOf).filter((key) => key.receiver === receiver)),
      remove: (key) => seam("advance", () => void this.records.delete(textOf(key))),
      advance: (key, to, epoch, skipped) => seam("advance", () => this.#advance(key, to, epoch, skipped)),
    };
  }

  #advance(key: LaneKey, to: Frontier, epoch: number, skipped: readonly Skipped[]): "saved" | "unchanged" | "fenced" {
    const old = this.records.get(textOf(key));
    if (old !== undefined && epoch < old.epoch) return "fenced";
    if (old !== undefined && !isFurther(old.frontier, to)) return "unchanged";
    const sums = { ...old?.skipped };
    for (const { reason, items = 0, from = 0, to: end = from } of skipped) {
      const sum = sums[reason] ?? { items: 0, ms: 0 };
      sums[reason] = { items: sum.items + items, ms: sum.ms + end - from };
    }
    this.records.set(textOf(key), { frontier: to, epoch, skipped: sums });
    this.saved.push({ key, to, skipped });
    return "saved";
  }
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
