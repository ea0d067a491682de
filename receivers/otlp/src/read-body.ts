import {
  isCollectorError,
  type Body,
  type Compress,
  type ServerRequest,
  type Timers,
} from "@genai-collector/component";
import { defaultMaxBodySize, type compressionAlgorithms, type OtlpHttpConfig } from "./config.ts";
import { Gate } from "./gate.ts";
import type { Room } from "./in-flight.ts";
import { RequestError } from "./request-error.ts";

type Encoding = (typeof compressionAlgorithms)[number];

/** As many as the runtime's thread pool works on at once: more would only hold more half-done output. */
const concurrentDecompressions = 4;

/** Reads the bodies of requests, within their bounds of size, time and memory. */
export class BodyReader {
  readonly #config: OtlpHttpConfig;
  readonly #compress: Compress;
  readonly #timers: Timers;
  readonly #limit: number;
  readonly #decompressing = new Gate(concurrentDecompressions);

  constructor(config: OtlpHttpConfig, runtime: { readonly compress: Compress; readonly timers: Timers }) {
    this.#config = config;
    this.#compress = runtime.compress;
    this.#timers = runtime.timers;
    this.#limit = config.max_request_body_size === 0 ? defaultMaxBodySize : config.max_request_body_size;
  }

  /**
   * The body, decompressed. Throws a `RequestError`: 400 for an encoding that is not accepted or data that is not what
   * its encoding says, 408 for one that takes too long, 413 for more than the limit, which holds for both sides of the
   * decompression. Throws what `room` throws.
   */
  async read(request: ServerRequest, room: Room): Promise<Uint8Array> {
    const encoding = this.#encodingOf(request);
    const announced = Number(request.headers["content-length"] ?? NaN);
    if (announced > this.#limit) throw tooLarge(this.#limit);
    if (!Number.isNaN(announced)) room.resize(announced);
    const bytes = await this.#inTime(() =>
      Number.isNaN(announced) ? readUnannounced(request.body, this.#limit, room) : request.body.read(this.#limit),
    );
    if (encoding === "") return bytes;
    const content = await this.#decompressing.run(() => this.#decompress(encoding, bytes));
    room.resize(content.length);
    return content;
  }

  #encodingOf(request: ServerRequest): Encoding {
    const name = request.headers["content-encoding"]?.trim().toLowerCase() ?? "";
    const encoding = this.#config.compression_algorithms.find((accepted) => accepted === name);
    if (encoding !== undefined) return encoding;
    throw new RequestError(400, `unsupported Content-Encoding: ${name === "" ? "none" : quoted(name)}`);
  }

  async #inTime(read: () => Promise<Uint8Array>): Promise<Uint8Array> {
    const { read_timeout } = this.#config;
    const late = Promise.withResolvers<never>();
    const cancel =
      read_timeout === 0
        ? (): void => undefined
        : this.#timers.after(read_timeout, () =>
            late.reject(new RequestError(408, `the request body did not arrive within ${read_timeout} ms`)),
          );
    const reading = read();
    reading.catch(() => undefined); // when time is up, nobody else looks at how it ends
    try {
      return await Promise.race([reading, late.promise]);
    } catch (error) {
      if (error instanceof RangeError) throw tooLarge(this.#limit);
      if (error instanceof RequestError || isCollectorError(error)) throw error;
      throw new RequestError(400, "the request body ended early", error);
    } finally {
      cancel();
    }
  }

  async #decompress(encoding: Encoding, bytes: Uint8Array): Promise<Uint8Array> {
    try {
      return await this.#compress.decompress("gzip", bytes, this.#limit);
    } catch (error) {
      if (error instanceof RangeError) throw tooLarge(this.#limit);
      throw new RequestError(400, `${encoding}: invalid data`, error);
    }
  }
}

/**
 * A body whose length nobody said: room is taken as it arrives. The iterator is left where it stands when that fails,
 * because ending it would break the connection before the sender is told why.
 */
async function readUnannounced(body: Body, limit: number, room: Room): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const iterator = body[Symbol.asyncIterator]();
  for (;;) {
    const next = await iterator.next();
    if (next.done === true) return concat(chunks, size);
    size += next.value.length;
    if (size > limit) throw new RangeError(`more than ${limit} bytes`);
    room.resize(size);
    chunks.push(next.value);
  }
}

function concat(chunks: readonly Uint8Array[], size: number): Uint8Array {
  if (chunks.length === 1) return chunks[0]!;
  const whole = new Uint8Array(size);
  let end = 0;
  for (const chunk of chunks) {
    whole.set(chunk, end);
    end += chunk.length;
  }
  return whole;
}

function tooLarge(limit: number): RequestError {
  return new RequestError(413, `http: request body too large, the limit is ${limit} bytes`);
}

/** Names come from outside: printable, and short. */
function quoted(name: string): string {
  return name.replaceAll(/[^\x20-\x7e]/g, "?").slice(0, 64);
}
