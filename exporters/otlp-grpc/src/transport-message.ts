/**
 * A message as the channel's library takes it: it asks for the length, allocates the frame, and lets the message copy
 * itself behind the frame's five bytes. So the parts are copied once; as one buffer they would be copied twice (5-byte
 * frame header and message are one allocation of the library's), which costs a third of what sending takes.
 */
export class FramedMessage {
  readonly length: number;
  readonly #parts: readonly Uint8Array[];
  readonly #isCompressed: boolean;

  constructor(parts: readonly Uint8Array[], isCompressed: boolean) {
    this.#parts = parts;
    this.#isCompressed = isCompressed;
    this.length = parts.reduce((sum, part) => sum + part.length, 0);
  }

  /**
   * Writes the parts at `start`. The first byte of a frame says whether its message is compressed: the library, which
   * knows gzip and deflate alone, has written 0 there for what it did not compress itself.
   *
   * https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md#requests
   */
  copy(frame: Uint8Array, start: number): number {
    let at = start;
    for (const part of this.#parts) {
      frame.set(part, at);
      at += part.length;
    }
    if (this.#isCompressed) frame[0] = 1;
    return this.length;
  }
}
