import type { RequestBody } from "@genai-collector/component";
import { concat } from "./bytes.ts";

/** Why no answer came, with the `code` that the operating system would give. */
export class NetworkError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(`${code}: ${message}`);
    this.name = "NetworkError";
    this.code = code;
  }
}

/** The outcome of `work`, or the signal's reason as soon as it fires. */
export async function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  work.catch(() => undefined); // when the signal wins, nobody else looks at the outcome
  signal.throwIfAborted();
  const aborted = Promise.withResolvers<never>();
  const abort = (): void => aborted.reject(signal.reason as Error);
  signal.addEventListener("abort", abort, { once: true });
  try {
    return await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

/** A body in whatever form a test finds handy, as chunks. */
export async function* chunksOf(
  body: string | Uint8Array | Iterable<Uint8Array> | AsyncIterable<Uint8Array> | undefined,
): AsyncGenerator<Uint8Array> {
  if (body === undefined) return;
  if (typeof body === "string") yield new TextEncoder().encode(body);
  else if (body instanceof Uint8Array) yield body;
  else yield* body;
}

/**
 * A body as a client or a server reads it, once. It ends with the signal's reason when that fires, and breaks after
 * `cutAfterBytes`.
 */
export function bodyOf(chunks: AsyncIterable<Uint8Array>, signal: AbortSignal, cutAfterBytes = Infinity): RequestBody {
  const arriving = arrive(chunks, signal, cutAfterBytes);
  return {
    [Symbol.asyncIterator]: () => arriving,
    async read(limit: number, watch?: (part: Uint8Array, total: number) => void): Promise<Uint8Array> {
      const parts: Uint8Array[] = [];
      let length = 0;
      for await (const part of arriving) {
        length += part.length;
        watch?.(part, length);
        if (length > limit) throw new RangeError(`the body has more than ${limit} bytes`);
        parts.push(part);
      }
      return concat(parts);
    },
  };
}

async function* arrive(
  chunks: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
  cutAfterBytes: number,
): AsyncGenerator<Uint8Array> {
  let left = cutAfterBytes;
  const source = chunks[Symbol.asyncIterator]();
  for (;;) {
    const next = await orAborted(source.next(), signal);
    if (next.done === true) break;
    const part = next.value.subarray(0, left);
    left -= part.length;
    if (part.length > 0) yield part;
    if (part.length < next.value.length) throw new NetworkError("ECONNRESET", "the connection broke within the body");
  }
  if (left < Infinity) throw new NetworkError("ECONNRESET", "the connection broke before the body's end");
}
