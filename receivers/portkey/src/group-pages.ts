import type { AnswerRows } from "./answer-rows.ts";

/**
 * Why rows are missing. `max_groups`: the limit of values is reached. `page_limit`: the limit of pages is.
 * `repeated_pages`: the source answers pages that it answered before, as one does that ignores `current_page`.
 * `missing_rows`: it has more rows, as it says itself, than all of its pages together.
 */
export const truncationReasons = ["max_groups", "page_limit", "repeated_pages", "missing_rows"] as const;

export type Truncation = (typeof truncationReasons)[number];

export interface PageLimits {
  /** Rows that a page is asked for. */
  readonly pageSize: number;
  /** Rows that are kept. */
  readonly maxRows: number;
}

/** However few rows a page has, so many are enough. */
export const mostPages = 100;

/** What a row is told from others by. */
type Key = string | number;

/**
 * The rows of a group, page by page, each value once: of two rows of one value the first counts. The source's own count
 * is believed where it speaks of more rows than came, so that a page which is shorter than it was asked for (the source
 * has a limit of its own) does not pass for the last one.
 */
export class GroupPages<R> {
  readonly #rows = new Map<Key, R>();
  readonly #keyOf: (row: R) => Key;
  readonly #limits: PageLimits;
  /** Pages that were taken: the number of the next one. */
  page = 0;
  /** Rows whose value a row before them had. */
  duplicates = 0;
  /** Of these, the ones that another page had. */
  #repeated = 0;
  #repeatedPages = 0;
  #received = 0;
  /** Rows that had no place. */
  #overflow = 0;
  #firstPage = 0;
  #total: number | undefined;
  #truncation: Truncation | undefined;

  constructor(keyOf: (row: R) => Key, limits: PageLimits) {
    this.#keyOf = keyOf;
    this.#limits = limits;
  }

  get rows(): readonly R[] {
    return [...this.#rows.values()];
  }

  /** Undefined: all rows are there. To be asked when there is no next page. */
  get truncation(): Truncation | undefined {
    return this.#truncation;
  }

  /** How many rows are known to be missing. */
  get missing(): number {
    return this.#overflow + this.#unread();
  }

  /** Takes the next page. True: ask for the one after it. */
  take({ rows, total }: Pick<AnswerRows<R>, "rows" | "total">): boolean {
    if (this.page === 0) this.#firstPage = rows.length;
    this.page++;
    if (total !== undefined) this.#total = Math.max(total, this.#total ?? 0);
    this.#keep(rows);
    const isFull = rows.length >= this.#limits.pageSize;
    if (this.#isAtLimit()) return this.#end(this.#isShortened(isFull) ? "max_groups" : undefined);
    if (rows.length === 0 || this.#isComplete(isFull))
      return this.#end(this.#unread() > 0 ? "missing_rows" : undefined);
    if (this.page < this.#pageLimit()) return true;
    return this.#end(this.#isShortened(isFull) ? "page_limit" : undefined);
  }

  #keep(rows: readonly R[]): void {
    const before = new Set(this.#rows.keys());
    let isRepeated = rows.length > 0;
    for (const row of rows) {
      const key = this.#keyOf(row);
      if (before.has(key)) this.#repeated++;
      else isRepeated = false;
      if (this.#rows.has(key)) this.duplicates++;
      else if (this.#isAtLimit()) this.#overflow++;
      else this.#rows.set(key, row);
    }
    this.#received += rows.length;
    if (isRepeated) this.#repeatedPages++;
  }

  /** Rows that the source speaks of, and that did not come. What came again is none of them. */
  #unread(): number {
    return Math.max(0, (this.#total ?? 0) - (this.#received - this.#repeated));
  }

  #isAtLimit(): boolean {
    return this.#rows.size >= this.#limits.maxRows;
  }

  /** Whether rows are missing when this page is the last one. */
  #isShortened(isFull: boolean): boolean {
    return this.#overflow > 0 || (this.#total === undefined ? isFull : this.#unread() > 0);
  }

  /** A short page is the last one, unless the source speaks of more; so is one that repeats what is all there is. */
  #isComplete(isFull: boolean): boolean {
    if (!isFull) return this.#total === undefined || this.#received >= this.#total;
    return this.#repeatedPages > 0 && this.#total !== undefined && this.#unread() === 0;
  }

  #pageLimit(): number {
    const { pageSize, maxRows } = this.#limits;
    const rowsOfPage = Math.max(1, Math.min(pageSize, this.#firstPage));
    return Math.min(mostPages, Math.max(1, Math.ceil(maxRows / rowsOfPage)));
  }

  #end(truncation: Truncation | undefined): false {
    const isRepeating = truncation !== "max_groups" && this.#repeatedPages > 0;
    this.#truncation = truncation !== undefined && isRepeating ? "repeated_pages" : truncation;
    return false;
  }
}
