import type { Compress, Payload } from "@genai-collector/component";
import { joinedBytes } from "@genai-collector/pdata";
import { pack, type Encoding } from "./encoding.ts";
import type { GrpcCall } from "./grpc-channel.ts";

type Message = Pick<GrpcCall, "message" | "encoding">;

/**
 * Writes payloads as messages: an `Export…ServiceRequest` is its resources, one behind the other. The same payload gives
 * the same bytes at every attempt: they are compressed once.
 */
export class Messages {
  readonly #compress: Compress;
  readonly #compression: Encoding | "none";
  readonly #made = new WeakMap<Payload, Promise<Message>>();

  constructor(compress: Compress, compression: Encoding | "none") {
    this.#compress = compress;
    this.#compression = compression;
  }

  /** Rejects where the payload cannot be encoded or compressed. */
  of(payload: Payload): Promise<Message> {
    // The encoded form stays as it is: there is nothing to keep.
    if (this.#compression === "none") return this.#make(payload);
    let message = this.#made.get(payload);
    if (message === undefined) this.#made.set(payload, (message = this.#make(payload)));
    return message;
  }

  /** The payload is not sent again. Somebody may hold it for longer than its message is of use. */
  forget(payload: Payload): void {
    this.#made.delete(payload);
  }

  async #make(payload: Payload): Promise<Message> {
    const message = joinedBytes(payload.encoded());
    if (this.#compression === "none") return { message };
    const compressed = await pack(this.#compress, this.#compression, message);
    return { message: [compressed], encoding: this.#compression };
  }
}
