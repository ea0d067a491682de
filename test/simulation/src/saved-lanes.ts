/** One lane of a checkpoint file, as far as simulations look at it. */
export interface SavedLane {
  readonly receiver: string;
  readonly pass: string;
  readonly pipeline: string;
  readonly frontier: { readonly time: number };
  readonly epoch: number;
  /** Sums by reason. */
  readonly skipped: Readonly<Record<string, { readonly items: number; readonly ms: number }>>;
}

/** One lane whose record is there, and can be read by nobody. */
export type UnreadableLane = Pick<SavedLane, "receiver" | "pass" | "pipeline">;

/** The lanes of a checkpoint file; none where there is no file. A torn file throws. */
export function savedLanes(bytes: Uint8Array | undefined): readonly SavedLane[] {
  if (bytes === undefined) return [];
  return (JSON.parse(new TextDecoder().decode(bytes)) as { readonly lanes: readonly SavedLane[] }).lanes;
}
