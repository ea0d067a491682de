/**
 * What is kept or under way, payload by payload, for `Books.holds`: what a walk finds. Entering and leaving allocate
 * nothing once there has been as much at the same time.
 */
export class HeldItems {
  readonly #slots: number[] = [];
  readonly #free: number[] = [];

  /** Returns the place, for `remove`. */
  add(items: number): number {
    const place = this.#free.pop() ?? this.#slots.length;
    this.#slots[place] = items;
    return place;
  }

  /** Once for each `add`. */
  remove(place: number): void {
    this.#slots[place] = 0;
    this.#free.push(place);
  }

  /** Goes over all of them. */
  get items(): number {
    let items = 0;
    for (const each of this.#slots) items += each;
    return items;
  }
}
