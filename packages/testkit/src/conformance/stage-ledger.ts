import assert from "node:assert/strict";
import { rejectedItems, type BatchContext, type Consumer, type Payload, type Signal } from "@genai-collector/component";
import { RecordedBooks } from "../recorded-books.ts";
import { RecordedExportCounters } from "../recorded-export-counters.ts";

/** What one component was given, or what it handed on, and how that was answered. */
class Link {
  entered = 0;
  rejected = 0;

  /** Counts what is handed to `next`. */
  to<P extends Payload>(next: Consumer<P>): Consumer<P> {
    return { consume: (payload: P, context: BatchContext) => this.#pass(next, payload, context) };
  }

  #pass<P extends Payload>(next: Consumer<P>, payload: P, context: BatchContext): Promise<void> {
    const { items } = payload;
    this.entered += items;
    const answer = next.consume(payload, context);
    // The same promise is given back: what is looked at here must not change what the component sees.
    answer.catch((error: unknown) => (this.rejected += rejectedItems(error, items)));
    return answer;
  }
}

/** The account of one instance and signal. */
export interface StageAccount {
  readonly books: RecordedBooks;
  /** Stands before the component. */
  before<P extends Payload>(component: Consumer<P>): Consumer<P>;
  /** Stands behind it. */
  behind<P extends Payload>(next: Consumer<P>): Consumer<P>;
}

/** The accounts of everything on a stage: that they balance is checked whenever no component is in the middle of something. */
export class StageLedger {
  readonly #checks: (() => void)[] = [];

  /** Of a processor, or a connector that hands on what it takes. `books`: where it has several accounts in them. */
  account(signal: Signal, books: RecordedBooks = new RecordedBooks()): StageAccount {
    const [before, behind] = [new Link(), new Link()];
    this.#checks.push(() => checkHandedOn(signal, before, behind, books));
    return { books, before: (component) => before.to(component), behind: (next) => behind.to(next) };
  }

  /** Of an exporter: checked once it takes `counters`. */
  exporter(): {
    readonly counters: () => RecordedExportCounters;
    before<P extends Payload>(signal: Signal, component: Consumer<P>): Consumer<P>;
  } {
    const recorded = new RecordedExportCounters();
    let isTaken = false;
    return {
      counters: () => {
        isTaken = true;
        return recorded;
      },
      before: (signal, component) => {
        const link = new Link();
        this.#checks.push(() => (isTaken ? checkSent(signal, link, recorded) : undefined));
        return link.to(component);
      },
    };
  }

  /** Throws where an account does not balance. */
  check(): void {
    for (const check of this.#checks) check();
  }
}

function checkHandedOn(signal: Signal, before: Link, behind: Link, books: RecordedBooks): void {
  const sums = {
    in: before.entered,
    out: behind.entered,
    dropped: books.items("dropped", signal),
    returned: books.items("returned", signal),
    setAside: books.items("setAside", signal),
    held: books.held(signal),
    made: books.items("made", signal),
  };
  assert.equal(
    sums.in + sums.made,
    sums.out + sums.dropped + sums.returned + sums.setAside + sums.held,
    `${signal}: settings.books must say what becomes of every item: in + made = out + dropped + returned + setAside + ` +
      `held, found ${JSON.stringify(sums)}`,
  );
  const told = before.rejected + books.items("gaveUp", signal) + sums.made;
  assert.ok(
    behind.rejected <= told,
    `${signal}: ${behind.rejected} items were rejected behind it, and its senders heard of ${before.rejected}: ` +
      `what nobody waits for is booked with settings.books.gaveUp`,
  );
}

function checkSent(signal: Signal, { entered }: Link, counters: RecordedExportCounters): void {
  const sums = { in: entered, ...counters.of(signal) };
  assert.equal(
    sums.in + sums.restored,
    sums.sent + sums.failed + sums.enqueueFailed + sums.held,
    `${signal}: exportCounters must say what becomes of every item: in + restored = sent + failed + enqueueFailed + ` +
      `held, found ${JSON.stringify(sums)}`,
  );
}
