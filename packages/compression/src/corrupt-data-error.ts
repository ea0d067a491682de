/** Bytes that are not what they claim to be. `offset` is where that showed, in the compressed bytes. */
export class CorruptDataError extends Error {
  readonly offset: number;

  constructor(format: string, offset: number, problem: string) {
    super(`${format}: ${problem} at byte ${offset}`);
    this.name = "CorruptDataError";
    this.offset = offset;
  }
}
