import type { Arrival } from "./arrival.ts";
import type { Tell } from "./promises.ts";

/** One request with records of a lane. */
interface Page {
  readonly life: number;
  readonly isHeard: boolean;
}

/**
 * The seam at which records of a lane may come twice: a page whose answer was never heard, or that was the last one of a
 * process, because its frontier may not have been saved, or before the platform had another file for what is being read.
 * Everything else comes once.
 */
export class RecordSeam {
  /** Records that came again. */
  resent = 0;
  readonly #where: string;
  readonly #report: Tell;
  readonly #pageOf = new Map<string, Page>();
  /** The last page of each process. */
  readonly #lastOf = new Map<number, Page>();
  /** The last pages before an export began anew. */
  readonly #beforeOthers = new Set<Page>();
  #newest: Page | undefined;
  /** Pages of which something came again. */
  readonly #resentPages = new Set<Page>();

  constructor(where: string, report: Tell) {
    this.#where = where;
    this.#report = report;
  }

  /** Records that came, each counted once. */
  get size(): number {
    return this.#pageOf.size;
  }

  get resentPages(): number {
    return this.#resentPages.size;
  }

  has(id: string): boolean {
    return this.#pageOf.has(id);
  }

  /** A request came with these records. */
  took(ids: readonly string[], { life, isHeard }: Arrival): void {
    const page: Page = { life, isHeard };
    for (const id of ids) {
      const before = this.#pageOf.get(id);
      if (before !== undefined) this.#cameAgain(id, before, page);
      this.#pageOf.set(id, page);
    }
    this.#lastOf.set(life, page);
    this.#newest = page;
  }

  /** The platform has other records in the file that is being read: what was delivered of it is delivered again. */
  begunAnew(): void {
    if (this.#newest !== undefined) this.#beforeOthers.add(this.#newest);
  }

  #cameAgain(id: string, before: Page, page: Page): void {
    const isLast = before.life < page.life && this.#lastOf.get(before.life) === before;
    if (before !== page && (!before.isHeard || isLast || this.#beforeOthers.has(before))) {
      this.resent++;
      this.#resentPages.add(before);
      return;
    }
    const how = before === page ? "within one request" : `in life ${before.life}, and in life ${page.life}`;
    this.#report("nothing is counted twice", this.#where, `${id} came twice: ${how}`);
  }
}
