import type { Checkpoint, Frontier, LaneKey } from "@genai-collector/component";
import { CellStore, CheckpointTelemetry, keyText } from "@genai-collector/coordination/checkpoint";
import { createSettings, VirtualRuntime, World } from "@genai-collector/testkit";
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { Shelf } from "./memory-place.ts";

const lane: LaneKey = { receiver: "r", loop: "l", pass: "", pipeline: "metrics" };
const hourMs = 3_600_000;

/** One thing that a process does. */
interface Deed {
  readonly kind: "advance" | "lead" | "die";
  /** How far beyond what it knows. */
  readonly further: number;
  readonly fault: "none" | "lost" | "unwritten";
}

interface Attempt {
  readonly name: string;
  readonly to: Frontier;
  saves: number;
  unknown: number;
}

/** One process after the other on one machine: each a store that remembers nothing of the last. */
class Machine {
  readonly attempts: Attempt[] = [];
  /** Frontiers that were said to be saved. */
  readonly saved: Frontier[] = [];
  readonly #id: number;
  readonly #shelf: Shelf;
  readonly #nextEpoch: () => number;
  #lives = 0;
  #epoch = 1;
  #known: Frontier | undefined;
  #store: CellStore<number>;

  constructor(id: number, shelf: Shelf, nextEpoch: () => number) {
    this.#id = id;
    this.#shelf = shelf;
    this.#nextEpoch = nextEpoch;
    this.#store = this.#start();
  }

  async run(deeds: readonly Deed[]): Promise<void> {
    for (const { kind, further } of deeds) {
      if (kind === "lead") this.#epoch = this.#nextEpoch();
      else if (kind === "die") {
        void this.#advance(further).catch(() => undefined); // goes on without anybody to hear of it
        this.#store = this.#start();
      } else await this.#advance(further);
    }
  }

  /** Asks once more where it does not know what became of it, as loops do. */
  async #advance(further: number): Promise<void> {
    const store = this.#store;
    const name = `${this.#id}.${this.attempts.length}`;
    const to = { time: (this.#known?.time ?? 0) + further, cursor: name };
    const attempt: Attempt = { name, to, saves: 0, unknown: 0 };
    this.attempts.push(attempt);
    const from = this.#known ?? "absent";
    for (let send = 0; send < 2; send++) {
      attempt.unknown++;
      const booked = [{ hour: (further % 30) * hourMs, amounts: { [name]: 1 } }];
      const verdict = await store.advance(lane, to, this.#epoch, [], booked, from).catch(() => undefined);
      if (verdict === undefined) continue;
      attempt.unknown--;
      if (verdict === "saved") {
        attempt.saves++;
        this.saved.push(to);
        this.#known = to;
      } else this.#known = (await store.load(lane).catch(() => undefined))?.frontier;
      return;
    }
  }

  #start(): CellStore<number> {
    this.#known = undefined;
    const { instruments } = createSettings("store", new VirtualRuntime(new World(0)));
    const telemetry = new CheckpointTelemetry(instruments as ConstructorParameters<typeof CheckpointTelemetry>[0]);
    const store = new CellStore<number>({ telemetry, writer: `${this.#id}.${this.#lives++}` });
    store.open(this.#shelf.place());
    return store;
  }
}

const deed: fc.Arbitrary<Deed> = fc.record({
  kind: fc.constantFrom("advance" as const, "advance" as const, "advance" as const, "lead" as const, "die" as const),
  further: fc.nat(3),
  fault: fc.constantFrom("none" as const, "none" as const, "none" as const, "lost" as const, "unwritten" as const),
});
const deeds = fc.array(deed, { maxLength: 8 });

it("in any interleaving of two processes the frontier never goes back, what is saved is there, and is booked once", async () => {
  await fc.assert(
    fc.asyncProperty(deeds, deeds, fc.scheduler(), async (first, second, scheduler) => {
      const shelf = new Shelf();
      const faults = [...first, ...second].map(({ fault }) => fault);
      const seen: Checkpoint[] = [];
      shelf.at = async (moment) => {
        await scheduler.schedule(Promise.resolve(), moment);
        const record = shelf.records.get(keyText(lane));
        if (record !== undefined && "checkpoint" in record) seen.push(record.checkpoint);
        if (moment === "before replace" && faults[0] === "unwritten" && faults.shift()) throw new Error("no network");
        if (moment === "after replace" && faults.shift() === "lost") throw new Error("the answer got lost");
      };
      let epoch = 1;
      const machines = [0, 1].map((id) => new Machine(id, shelf, () => ++epoch));
      await scheduler.waitFor(Promise.all([machines[0]!.run(first), machines[1]!.run(second)]));
      await scheduler.waitAll();
      for (const [i, now] of seen.entries()) {
        const before = seen[i - 1];
        expect(before === undefined || (now.frontier.time >= before.frontier.time && now.epoch >= before.epoch)).toBe(
          true,
        );
      }
      const last = seen.at(-1);
      const amounts = [...(last?.books ?? []).map((each) => each.amounts), last?.earlier ?? {}];
      for (const { attempts, saved } of machines) {
        for (const { time } of saved) expect(last!.frontier.time).toBeGreaterThanOrEqual(time);
        for (const { name, saves, unknown } of attempts) {
          const booked = amounts.reduce((sum, each) => sum + (each[name] ?? 0), 0);
          expect([name, booked, saves <= 1]).toEqual([name, unknown > 0 && saves === 0 ? booked : saves, true]);
          expect(booked).toBeLessThanOrEqual(1);
        }
      }
    }),
    { numRuns: 400 },
  );
}, 60_000);
