import type { Books, LaneBooks, Signal } from "@genai-collector/component";
import type { Amounts } from "./amounts.ts";
import { ItemEntries } from "./item-entries.ts";
import type { LedgerPulse } from "./ledger-pulse.ts";

type Read = () => readonly LaneBooks[];

/** The books of one component instance: what it books, kept by signal. */
export class ComponentBooks implements Books {
  readonly #pulse: LedgerPulse;
  readonly #lanes: Set<Read>;
  readonly #signals = new Map<Signal, ItemEntries>();

  /** `lanes`: where the books of lanes are entered. */
  constructor(pulse: LedgerPulse, lanes: Set<Read>) {
    this.#pulse = pulse;
    this.#lanes = lanes;
  }

  /** What was booked for a signal. */
  of(signal: Signal): ItemEntries {
    let entries = this.#signals.get(signal);
    if (entries === undefined) {
      entries = new ItemEntries();
      this.#signals.set(signal, entries);
    }
    return entries;
  }

  dropped(signal: Signal, items: number, reason: string): void {
    this.#add(this.of(signal).dropped, items, reason);
  }

  returned(signal: Signal, items: number, reason: string): void {
    this.#add(this.of(signal).returned, items, reason);
  }

  setAside(signal: Signal, items: number, reason: string): void {
    this.#add(this.of(signal).setAside, items, reason);
  }

  gaveUp(signal: Signal, items: number, reason: string): void {
    this.#add(this.of(signal).gaveUp, items, reason);
  }

  made(signal: Signal, items: number, reason: string): void {
    this.#add(this.of(signal).made, items, reason);
  }

  holds(signal: Signal, walk: () => number): () => void {
    return enter(this.of(signal).inMemory, walk);
  }

  lanes(read: Read): () => void {
    return enter(this.#lanes, read);
  }

  /** Something was counted beside these. */
  changed(): void {
    this.#pulse.wake();
  }

  #add(amounts: Amounts, items: number, reason: string): void {
    amounts.add(items, reason);
    this.#pulse.wake();
  }
}

function enter<T>(all: Set<T>, one: T): () => void {
  all.add(one);
  return () => all.delete(one);
}
