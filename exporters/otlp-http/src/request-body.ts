import type { Compress, Payload } from "@genai-collector/component";
import { encodeJson, joinedBytes } from "@genai-collector/pdata";
import { algorithmOf } from "./compression-level.ts";
import type { OtlpHttpConfig } from "./config.ts";

type BodyConfig = Pick<OtlpHttpConfig, "encoding" | "compression" | "compression_params">;
type Parts = readonly Uint8Array[];

/** Writes payloads as request bodies. The same payload gives the same bytes at every attempt. */
export class RequestBodies {
  readonly #compress: Compress;
  readonly #config: BodyConfig;
  /** What was compressed or written as JSON: made once. */
  readonly #made = new WeakMap<Payload, Promise<Parts>>();

  constructor(compress: Compress, config: BodyConfig) {
    this.#compress = compress;
    this.#config = config;
  }

  /** Throws or rejects with a `WireError` where the payload cannot be decoded to be written as JSON. */
  of(payload: Payload): Parts | Promise<Parts> {
    const { encoding, compression } = this.#config;
    // The encoded form stays as it is: there is nothing to keep.
    if (encoding === "proto" && compression === "none") return joinedBytes(payload.encoded());
    let body = this.#made.get(payload);
    if (body === undefined) this.#made.set(payload, (body = this.#make(payload)));
    return body;
  }

  /** The payload is not sent again. Somebody may hold it for longer than its body is of use. */
  forget(payload: Payload): void {
    this.#made.delete(payload);
  }

  async #make(payload: Payload): Promise<Parts> {
    const { encoding, compression, compression_params } = this.#config;
    const plain = encoding === "json" ? [encodeJson(payload)] : joinedBytes(payload.encoded());
    if (compression === "none") return plain;
    const { level } = compression_params;
    return [await this.#compress.compress(algorithmOf(compression), plain, level === 0 ? undefined : level)];
  }
}

/** The headers that say what a body is. */
export function contentHeaders({ encoding, compression }: BodyConfig): Readonly<Record<string, string>> {
  return {
    "content-type": encoding === "json" ? "application/json" : "application/x-protobuf",
    ...(compression === "none" ? {} : { "content-encoding": compression }),
  };
}
