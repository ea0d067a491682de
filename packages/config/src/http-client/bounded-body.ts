import type { Body } from "@genai-collector/component";

/** How a body is kept within its bounds. */
export interface BodyBounds {
  /** Most bytes that are read. */
  readonly maxBytes: number;
  /** What is thrown in place of an error. */
  readonly describe: (error: unknown) => Error;
  /** Called when nothing more will be read. */
  readonly onEnd: () => void;
}

/** A body that ends with an error past `maxBytes`, whatever its headers announced. */
export function boundedBody(body: Body, { maxBytes, describe, onEnd }: BodyBounds): Body {
  return {
    async read(limit) {
      try {
        return await body.read(Math.min(limit, maxBytes));
      } catch (error) {
        throw describe(error);
      } finally {
        onEnd();
      }
    },
    async *[Symbol.asyncIterator]() {
      let size = 0;
      try {
        for await (const chunk of body) {
          size += chunk.length;
          if (size > maxBytes) throw new RangeError(`more than ${maxBytes} bytes`);
          yield chunk;
        }
      } catch (error) {
        throw describe(error);
      } finally {
        onEnd();
      }
    },
  };
}
