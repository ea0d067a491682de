/** One lane of a checkpoint file, as far as simulations look at it. */
export interface SavedLane {
  readonly receiver: string;
  readonly pass: string;
  readonly pipeline: string;
  readonly frontier: { readonly time: number };
  readonly epoch: number;
  /** The frontier that was written first, and what became of everything since: hour by hour, and before that. */
  readonly origin?: number | undefined;
  readonly books?: readonly { readonly amounts: Amounts }[] | undefined;
  readonly earlier?: Amounts | undefined;
  /** Sums by reason. */
  readonly skipped: Readonly<Record<string, { readonly items: number; readonly ms: number }>>;
  /** The newest stretches of time among them. */
  readonly skippedRanges?: readonly { readonly from: number; readonly to: number }[] | undefined;
}

/** What became of the time and the items of a stretch, by name, such as `delivered_ms`. */
export type Amounts = Readonly<Record<string, number>>;

/** One lane whose record is there, and can be read by nobody. */
export type UnreadableLane = Pick<SavedLane, "receiver" | "pass" | "pipeline">;

/** The lanes of a checkpoint file; none where there is no file. A torn file throws. */
export function savedLanes(bytes: Uint8Array | undefined): readonly SavedLane[] {
  if (bytes === undefined) return [];
  return (JSON.parse(new TextDecoder().decode(bytes)) as { readonly lanes: readonly SavedLane[] }).lanes;
}

/** What a lane's books say of everything since its origin. */
export function bookedIn({ books = [], earlier = {} }: SavedLane): Amounts {
  const sums: Record<string, number> = { ...earlier };
  for (const { amounts } of books)
    for (const [name, amount] of Object.entries(amounts)) sums[name] = (sums[name] ?? 0) + amount;
  return sums;
}

/** A store keeps so many stretches. */
const keptRanges = 32;

/** Whether a lane's record names the minute that ended then as skipped. */
export function isNamedSkipped({ skippedRanges = [] }: SavedLane, end: number): boolean {
  return skippedRanges.some(({ from, to }) => end > from && end <= to);
}

/** By how much the stretches that a lane's record names are more than the time that it says was skipped. */
export function misnamedMs({ skipped, skippedRanges = [] }: SavedLane): number {
  if (skippedRanges.length === keptRanges) return 0; // those before are not named any more
  const sums = Object.values(skipped).reduce((sum, { ms }) => sum + ms, 0);
  return skippedRanges.reduce((sum, { from, to }) => sum + to - from, 0) - sums;
}
