/** What can stand in a list: it knows its neighbours. */
export interface Linked<T> {
  previous: T | undefined;
  next: T | undefined;
}

/**
 * Elements that come and go in any order, by the thousand in a second, and can be walked. No table: V8 keeps dead ones
 * that a Set has outgrown, with what was in them, until the whole heap is collected.
 */
export class LinkedList<T extends Linked<T>> {
  #first: T | undefined;

  /** An element stands in one list at a time. */
  add(element: T): void {
    element.next = this.#first;
    if (this.#first !== undefined) this.#first.previous = element;
    this.#first = element;
  }

  /** It must be in the list. */
  remove(element: T): void {
    const { previous, next } = element;
    if (previous === undefined) this.#first = next;
    else previous.next = next;
    if (next !== undefined) next.previous = previous;
    // An old dead element must not lead to younger ones.
    element.previous = undefined;
    element.next = undefined;
  }

  /** The sum of `of` over all that are there. */
  sum(of: (element: T) => number): number {
    let sum = 0;
    for (let each = this.#first; each !== undefined; each = each.next) sum += of(each);
    return sum;
  }
}
