/** A place in the order of runs: the greatest start so far, and which runs with that start were there already. */
export interface Place {
  /** Nanoseconds since 1970. */
  readonly start: bigint;
  readonly ids: readonly string[];
}

/** The place behind one more run. */
export function placeBehind(place: Place | undefined, start: bigint, id: string | undefined): Place {
  if (place !== undefined && start < place.start) return place;
  const ids = id === undefined ? [] : [id];
  return place === undefined || start > place.start ? { start, ids } : { start, ids: [...place.ids, ...ids] };
}

/** Whether a run stands before a place, or at it and was there already. */
export function isBefore(place: Place, start: bigint, id: string | undefined): boolean {
  return start < place.start || (start === place.start && id !== undefined && place.ids.includes(id));
}

/** By their bytes: ids are ASCII. */
export function compareIds(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
