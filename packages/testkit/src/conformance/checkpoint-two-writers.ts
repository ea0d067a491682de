import assert from "node:assert/strict";
import type { BookedHour, Checkpoint, CheckpointStore, Frontier, LaneKey } from "@genai-collector/component";
import type { SeededRandom } from "../seeded-random.ts";
import type { CheckpointStorage, Wait } from "./checkpoint-storage.ts";

const hourMs = 3_600_000;

type Outcome = "saved" | "unchanged" | "fenced" | "unknown";

/** One advance: what it books has a name of its own. */
interface Attempt {
  readonly name: string;
  readonly to: Frontier;
  readonly epoch: number;
  readonly from: Frontier | "absent" | undefined;
  readonly booked: readonly BookedHour[];
  readonly outcomes: Outcome[];
}

interface Writer {
  store: CheckpointStore;
  epoch: number;
  /** Nobody knows what became of it. */
  open: Attempt | undefined;
}

/** Two processes that write one lane, in an order that a seed decides, with what may befall them. */
export class TwoWriters {
  readonly #storage: CheckpointStorage;
  readonly #wait: Wait;
  readonly #key: LaneKey;
  readonly #random: SeededRandom;
  /** Each advance says where it starts from: then it is booked once at most, whatever became of it. */
  readonly #isTied: boolean;
  readonly #attempts: Attempt[] = [];
  readonly #log: string[] = [];
  #last: Checkpoint | undefined;
  #epoch = 1;

  constructor(storage: CheckpointStorage, wait: Wait, key: LaneKey, random: SeededRandom) {
    this.#storage = storage;
    this.#wait = wait;
    this.#key = key;
    this.#random = random;
    this.#isTied = random.chance(0.5);
  }

  /** Rejects with the first promise that was broken, and what led to it. */
  async run(steps: number): Promise<void> {
    const writers = [await this.#process(), await this.#process()] as const;
    for (let step = 0; step < steps; step++) {
      await this.#step(writers[this.#random.below(2)]!, writers);
      await this.#look(writers[0]);
    }
    this.#balance();
  }

  async #process(): Promise<Writer> {
    return { store: await this.#wait(this.#storage.openBeside!()), epoch: this.#epoch, open: undefined };
  }

  async #step(writer: Writer, both: readonly Writer[]): Promise<void> {
    const { loseAnswer, killInWrite, failWrites } = this.#storage;
    const dice = this.#random.below(12);
    if (dice < 2) writer.epoch = ++this.#epoch;
    else if (dice < 4) await Promise.all(both.map((each) => this.#advance(each)));
    else if (dice === 4 && loseAnswer !== undefined) {
      loseAnswer();
      await this.#advance(writer);
    } else if (dice === 5 && killInWrite !== undefined) await this.#die(writer);
    else if (dice === 6 && failWrites !== undefined) {
      const repair = failWrites();
      await this.#advance(writer);
      repair();
    } else await this.#advance(writer);
  }

  async #advance(writer: Writer): Promise<void> {
    const attempt = this.#next(writer);
    writer.open = undefined;
    const outcome = await this.#wait(this.#send(writer, attempt)).catch(() => "unknown" as const);
    attempt.outcomes.push(outcome);
    if (outcome === "unknown") writer.open = attempt;
    this.#log.push(`${attempt.name}: epoch ${attempt.epoch} to ${JSON.stringify(attempt.to)} is ${outcome}`);
  }

  /** What is not known is asked for again, mostly. */
  #next(writer: Writer): Attempt {
    if (writer.open !== undefined && this.#random.chance(0.7)) return writer.open;
    const further = this.#random.below(4) - 1;
    const time = (this.#last?.frontier.time ?? 0) + further;
    const name = `a${this.#attempts.length}`;
    // As positions in a window do, a cursor stands for one place, and goes when time rises.
    const cursor = further > 0 && this.#random.chance(0.5) ? undefined : name;
    const hour = this.#random.below(30) * hourMs;
    const attempt: Attempt = {
      name,
      to: cursor === undefined ? { time } : { time, cursor },
      epoch: writer.epoch,
      from: this.#isTied ? (this.#last?.frontier ?? "absent") : undefined,
      booked: [{ hour, amounts: { [name]: 1 } }],
      outcomes: [],
    };
    this.#attempts.push(attempt);
    return attempt;
  }

  #send({ store }: Writer, { name, to, epoch, from, booked }: Attempt): Promise<Outcome> {
    return store.advance(this.#key, to, epoch, [{ reason: name, items: 1 }], booked, from);
  }

  /** Dies inside its next write, and is started again. */
  async #die(writer: Writer): Promise<void> {
    const when = this.#random.chance(0.5) ? "before" : "after";
    this.#storage.killInWrite!(writer.store, when);
    const attempt = this.#next(writer);
    attempt.outcomes.push("unknown");
    this.#log.push(`${attempt.name}: epoch ${attempt.epoch} to ${JSON.stringify(attempt.to)} dies ${when} its write`);
    // What never needed a write is answered; what did never is.
    this.#send(writer, attempt).catch(() => undefined);
    Object.assign(writer, await this.#process());
  }

  async #look({ store }: Writer): Promise<void> {
    const found = await this.#wait(store.load(this.#key));
    const [before, now] = [this.#last, found];
    this.#last = found;
    if (before === undefined) return;
    this.#assert(now !== undefined, "the record is gone");
    const isBack = now!.frontier.time < before.frontier.time || now!.epoch < before.epoch;
    this.#assert(!isBack, `went back from ${JSON.stringify(before)} to ${JSON.stringify(now)}`);
  }

  /** Of each attempt, what was booked stands there once for each time that it was saved, and where nobody knows, perhaps. */
  #balance(): void {
    const amounts = [...(this.#last?.books ?? []).map((each) => each.amounts), this.#last?.earlier ?? {}];
    for (const { name, outcomes } of this.#attempts) {
      const booked = amounts.reduce((sum, each) => sum + (each[name] ?? 0), 0);
      const skipped = this.#last?.skipped[name]?.items ?? 0;
      const saves = outcomes.filter((outcome) => outcome === "saved").length;
      const unknown = outcomes.filter((outcome) => outcome === "unknown").length;
      const most = this.#isTied ? Math.min(1, saves + unknown) : saves + unknown;
      this.#assert(booked === skipped, `${name} booked ${booked} and skipped ${skipped}: not one write`);
      this.#assert(booked <= most && booked >= saves, `${name} was saved ${saves} times and booked ${booked} times`);
    }
  }

  #assert(holds: boolean, what: string): void {
    assert.ok(holds, `${this.#key.pass}: ${what}\n${this.#log.join("\n")}`);
  }
}
