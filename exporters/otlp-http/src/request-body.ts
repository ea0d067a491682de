import type { Compress, Payload } from "@genai-collector/component";
import { encodeJson } from "@genai-collector/pdata";
import type { OtlpHttpConfig } from "./config.ts";

/** Writes payloads as request bodies. The same payload gives the same bytes at every attempt: they are made once. */
export class RequestBodies {
  readonly #compress: Compress;
  readonly #config: Pick<OtlpHttpConfig, "encoding" | "compression">;
  readonly #made = new WeakMap<Payload, Promise<readonly Uint8Array[]>>();

  constructor(compress: Compress, config: Pick<OtlpHttpConfig, "encoding" | "compression">) {
    this.#compress = compress;
    this.#config = config;
  }

  /** Rejects with a `WireError` where the payload cannot be decoded to be written as JSON. */
  of(payload: Payload): Promise<readonly Uint8Array[]> {
    let body = this.#made.get(payload);
    if (body === undefined) this.#made.set(payload, (body = this.#make(payload)));
    return body;
  }

  /** The payload is not sent again. Somebody may hold it for longer than its body is of use. */
  forget(payload: Payload): void {
    this.#made.delete(payload);
  }

  async #make(payload: Payload): Promise<readonly Uint8Array[]> {
    const { encoding, compression } = this.#config;
    const plain = encoding === "json" ? [encodeJson(payload)] : payload.encoded().map((range) => range.bytes);
    return compression === "none" ? plain : [await this.#compress.compress("gzip", plain)];
  }
}
