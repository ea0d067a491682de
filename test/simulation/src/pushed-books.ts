import type { OwnCounts } from "./own-counts.ts";
import { leastItemBytes } from "./pushed-logs.ts";
import type { PushedSetup } from "./setup.ts";
import type { Report } from "./violations.ts";

/** What an application pushes at once. */
export interface PushedRequest {
  readonly items: readonly string[];
}

interface Item {
  /** How often the application sent it. */
  attempts: number;
  /** How often the sink said that it has it. */
  answers: number;
  hasArrived: boolean;
  /** How many processes had ended when it was first sent. */
  readonly endings: number;
}

/** What became of requests, as one process of the collector and its clients saw it. */
interface Told {
  accepted: number;
  refused: number;
  /** Items of a success that were said to be left out. */
  rejected: number;
  /** Items whose sender left without an answer. */
  unheard: number;
}

export interface PushedBooksOptions {
  readonly setup: PushedSetup;
  /** The ID of the exporter. */
  readonly exporter: string;
  /** Items that were not on disk for good before; none where the queue is in memory. */
  readStored(): readonly string[];
  /** A process is no more, and the disk perhaps another one. */
  ended(): void;
  readonly report: Report;
}

/**
 * The books of what applications push. Where success means that the sink or a disk has it, each item is looked after by
 * itself; where it means only that the collector has it, what is missing is held against what it counted as lost, and,
 * when it was killed, against what it held.
 */
export class PushedBooks {
  readonly #options: PushedBooksOptions;
  readonly #items = new Map<string, Item>();
  /** Told to be taken, and in no place that lasts. */
  readonly #owed = new Set<string>();
  /** Told to be taken, and in the memory of a process. */
  readonly #held = new Set<string>();
  /** On the disk. */
  readonly #stored = new Set<string>();
  /** Whatever a process told its clients, items by items. */
  #told: Told = nothingTold();
  #endings = 0;
  /** Items whose senders wait for an answer. */
  #asking = 0;
  #mayBeDropped = 0;
  #gaps = 0;

  constructor(options: PushedBooksOptions) {
    this.#options = options;
  }

  /** Items that arrived. */
  get arrivals(): number {
    let arrivals = 0;
    for (const { hasArrived } of this.#items.values()) if (hasArrived) arrivals++;
    return arrivals;
  }

  /** Items that were told to be taken, and never arrived. */
  get gaps(): number {
    return this.#gaps;
  }

  /** An application sends, for the first time or again. One of `accepted`, `refused` and `unheard` follows. */
  sent({ items }: PushedRequest): void {
    this.#asking += items.length;
    for (const name of items) {
      const item = this.#items.get(name) ?? { attempts: 0, answers: 0, hasArrived: false, endings: this.#endings };
      item.attempts++;
      this.#items.set(name, item);
    }
  }

  /** It was told that all but so many are taken. `isOver`: who was there when it was asked is not there any more. */
  accepted({ items }: PushedRequest, rejected: number, isOver: boolean): void {
    this.#asking -= items.length;
    if (isOver) {
      // Asked before it was there, it may be the next process that answered.
      this.#told.unheard += items.length;
    } else {
      this.#told.accepted += items.length - rejected;
      this.#told.rejected += rejected;
    }
    this.#readStored();
    const missing = items.filter((item) => !this.#items.get(item)!.hasArrived && !this.#stored.has(item));
    // Which ones are left out nobody says.
    const untold = missing.slice(rejected);
    if (this.#lasts) for (const item of untold) this.#owed.add(item);
    else if (isOver) this.#gaps += untold.length;
    else for (const item of untold) this.#held.add(item);
  }

  /** It was told that they are not taken. */
  refused({ items }: PushedRequest, isOver: boolean): void {
    this.#asking -= items.length;
    if (!isOver) this.#told.refused += items.length;
  }

  /** It left, or the connection broke. */
  unheard({ items }: PushedRequest, isOver: boolean): void {
    this.#asking -= items.length;
    if (!isOver) this.#told.unheard += items.length;
  }

  /** The sink has it, and says so or not. */
  arrived(name: string, isAnswered: boolean): void {
    const { report } = this.#options;
    const item = this.#items.get(name);
    if (item === undefined) return report("nothing is wrong", this.#where, `"${name}" is nothing that was pushed`);
    if (this.#owed.delete(name)) report("nothing is acknowledged early", this.#where, `${name} came afterwards`);
    this.#held.delete(name);
    this.#readStored();
    this.#stored.delete(name);
    item.hasArrived = true;
    if (!isAnswered) return;
    item.answers++;
    const again = this.#options.setup.queue.isDurable ? this.#endings - item.endings : 0;
    if (item.answers > item.attempts + again)
      report(
        "nothing is counted twice",
        this.#where,
        `${name} came ${item.answers} times, sent ${item.attempts} times`,
      );
  }

  /** A process has ended. `isKilled`: with all that it held. */
  ended(counts: OwnCounts, isKilled: boolean): void {
    this.#endings++;
    this.#compareCounts(counts);
    this.#readStored();
    this.#options.ended();
    const dropped = this.#droppedBy(counts);
    if (this.#options.setup.queue.isDurable) this.#mayBeDropped += dropped.sent;
    const held = isKilled ? counts.sum("otelcol_held_payload_bytes") / leastItemBytes : 0;
    this.#close(this.#held, dropped.batched + (this.#options.setup.queue.isDurable ? 0 : dropped.sent) + held);
  }

  /** Everything is over. */
  close(): void {
    for (const item of this.#owed) this.#options.report("nothing is lost", this.#where, `${item} never came`);
    this.#gaps += this.#owed.size;
    this.#close(this.#stored, this.#mayBeDropped);
  }

  /** Whether a success means that it is in a place that lasts. */
  get #lasts(): boolean {
    const { acknowledge, hasBatch, queue } = this.#options.setup;
    return acknowledge === "delivered" || (queue.isDurable && !hasBatch);
  }

  get #where(): string {
    return this.#options.exporter;
  }

  #readStored(): void {
    for (const item of this.#options.readStored()) {
      if (this.#items.get(item)?.hasArrived === false) this.#stored.add(item);
      // What comes to the disk after the answer was in memory until then.
      this.#held.delete(item);
    }
  }

  /** These never come: no more than were counted as dropped, or held by who was killed. */
  #close(missing: Set<string>, most: number): void {
    if (missing.size > most) {
      const what = `${missing.size} items are missing that were told to be taken, at most ${Math.floor(most)} may be`;
      this.#options.report(this.#lasts ? "nothing is lost" : "every gap is a number", this.#where, what);
    }
    this.#gaps += missing.size;
    missing.clear();
  }

  /** What nobody was told of: by the exporter, and before it. */
  #droppedBy(counts: OwnCounts): { readonly sent: number; readonly batched: number } {
    const { exporter } = this.#options;
    const sent = counts.sum("otelcol_exporter_send_failed_log_records", { exporter });
    return { sent, batched: counts.sum("otelcol_processor_batch_dropped_items") };
  }

  /** What it says of its clients is what they say of it. */
  #compareCounts(counts: OwnCounts): void {
    const { accepted, refused, rejected, unheard } = this.#told;
    this.#told = nothingTold();
    const own = ["accepted", "refused"].map((what) => counts.sum(`otelcol_receiver_${what}_log_records`));
    const [ownAccepted, ownRefused] = own as [number, number];
    const isTrue =
      ownAccepted >= accepted && ownAccepted <= accepted + rejected + unheard + this.#asking && ownRefused >= refused;
    if (isTrue) return;
    const clients = `${accepted} and ${refused} were told (${rejected} left out, ${unheard} unheard)`;
    this.#options.report("every gap is a number", "otlp", `accepted ${ownAccepted}, refused ${ownRefused}: ${clients}`);
  }
}

function nothingTold(): Told {
  return { accepted: 0, refused: 0, rejected: 0, unheard: 0 };
}
