/** Who sent a range of a merged request, as far as it decides whether its items are lost. */
export interface RangeOwner {
  /** false: nobody will send it again, whatever becomes of it. */
  readonly isWaitedFor: boolean;
  /** Its sender left, and was told so: it may send it again. */
  readonly isAnswered: boolean;
  /** Other requests have parts of what was sent: its sender is told of all of them together. */
  readonly isCut: boolean;
  /** Calls `listen` with what its sender is told: undefined where everything was taken. */
  onAnswer(listen: (error: unknown) => void): void;
}
