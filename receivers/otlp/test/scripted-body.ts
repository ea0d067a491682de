import type { RequestBody } from "@genai-collector/component";
import { concat } from "@genai-collector/testkit";

/** A body that arrives part by part, as the test says: an `Error` breaks it, `stuck` leaves it open. */
export class ScriptedBody implements RequestBody {
  readonly #parts: AsyncIterable<Uint8Array>;

  constructor(parts: Iterable<Uint8Array | Error> | AsyncIterable<Uint8Array>, end: "whole" | "stuck" = "whole") {
    this.#parts = play(parts, end);
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    return this.#parts[Symbol.asyncIterator]();
  }

  async read(limit: number, watch?: (part: Uint8Array, total: number) => void): Promise<Uint8Array> {
    const kept: Uint8Array[] = [];
    let total = 0;
    for await (const part of this.#parts) {
      total += part.length;
      watch?.(part, total);
      if (total > limit) throw new RangeError(`more than ${limit} bytes`);
      kept.push(part);
    }
    return concat(kept);
  }
}

async function* play(
  parts: Iterable<Uint8Array | Error> | AsyncIterable<Uint8Array>,
  end: "whole" | "stuck",
): AsyncGenerator<Uint8Array> {
  for await (const part of parts) {
    if (part instanceof Error) throw part;
    yield part;
  }
  if (end === "stuck") await new Promise(() => undefined);
}
