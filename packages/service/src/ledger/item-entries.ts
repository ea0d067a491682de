import { Amounts } from "./amounts.ts";

/** What one component has booked for one signal. */
export class ItemEntries {
  sent = 0;
  restored = 0;
  readonly dropped = new Amounts();
  readonly returned = new Amounts();
  readonly setAside = new Amounts();
  readonly gaveUp = new Amounts();
  readonly made = new Amounts();
  /** What goes over the items that it keeps. */
  readonly inMemory = new Set<() => number>();
  /** The same, of what survives the process. */
  readonly onDisk = new Set<() => number>();
}

/** Goes over everything. */
export function walk(walks: Iterable<() => number>): number {
  let items = 0;
  for (const each of walks) items += each();
  return items;
}
