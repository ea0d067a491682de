/** A place in a roster. */
export interface Entry<T> {
  value: T | undefined;
  before: Entry<T> | undefined;
  behind: Entry<T> | undefined;
}

/**
 * Who is there, where many come and go. Unlike a Set: V8 chains the tables that a Set has outgrown, and a dead one that
 * grew old keeps all later ones, with what was in them, until the whole heap is collected. Who leaves here keeps nobody.
 */
export class Roster<T> {
  #first: Entry<T> | undefined;
  #last: Entry<T> | undefined;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Returns what `delete` takes. */
  add(value: T): Entry<T> {
    const entry: Entry<T> = { value, before: this.#last, behind: undefined };
    if (this.#last === undefined) this.#first = entry;
    else this.#last.behind = entry;
    this.#last = entry;
    this.#size++;
    return entry;
  }

  /** Safe to call twice. */
  delete(entry: Entry<T>): void {
    if (entry.value === undefined) return;
    if (entry.before === undefined) this.#first = entry.behind;
    else entry.before.behind = entry.behind;
    if (entry.behind === undefined) this.#last = entry.before;
    else entry.behind.before = entry.before;
    entry.value = undefined;
    entry.before = undefined;
    entry.behind = undefined;
    this.#size--;
  }

  /** All who are there now, in the order in which they came. */
  values(): readonly T[] {
    const all: T[] = [];
    for (let entry = this.#first; entry !== undefined; entry = entry.behind) all.push(entry.value!);
    return all;
  }
}
