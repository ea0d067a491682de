import { writeNumber, type Outbox } from "./outbox.ts";
import { ConnectionError, errorCode, frameType } from "./protocol.ts";

/** How much a client may send before what it sent is read: on one stream, or (stream 0) on all of a connection. */
export class ReceiveWindow {
  readonly #outbox: Outbox;
  readonly #stream: number;
  readonly #size: number;
  #left: number;
  #read = 0;

  constructor(outbox: Outbox, stream: number, size: number) {
    this.#outbox = outbox;
    this.#stream = stream;
    this.#size = size;
    this.#left = size;
  }

  /** So much came. Throws where the client was not allowed that. */
  charge(bytes: number): void {
    this.#left -= bytes;
    if (this.#left < 0) throw new ConnectionError(errorCode.flowControlError, "more data than the window allows");
    if (this.#left < this.#read) this.#tell();
  }

  /**
   * So much was read. The client is told once that is half of the window, and then never has to wait, nor hears much; or
   * more than it has left: what some streams hold must not keep others from what was read.
   */
  release(bytes: number): void {
    this.#read += bytes;
    if (this.#read >= this.#size / 2 || this.#read > this.#left) this.#tell();
  }

  #tell(): void {
    this.#left += this.#read;
    writeWindowUpdate(this.#outbox, this.#stream, this.#read);
    this.#read = 0;
  }
}

/** Lets the other side send more. */
export function writeWindowUpdate(outbox: Outbox, stream: number, increment: number): void {
  outbox.frame(4, frameType.windowUpdate, 0, stream);
  const at = outbox.reserve(4);
  writeNumber(outbox.bytes!, at, increment);
}
