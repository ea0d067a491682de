import type { Body } from "@genai-collector/component";
import { maxAnswerBytes } from "@genai-collector/exporterhelper/otlp";

/** What is read of a refusal, as in otelcol: only its beginning is told. */
const maxRefusalBytes = 65_536;

/**
 * The body of an answer, whose status is there already: one that breaks off, never ends or is too long does not change
 * what that says. Of 2xx all of it, or undefined; of the rest its beginning.
 */
export function readAnswer(status: number, body: Body): Promise<Uint8Array | undefined> {
  return status >= 200 && status < 300 ? body.read(maxAnswerBytes).catch(() => undefined) : readBeginning(body);
}

/** Leaving a body early ends its connection: nobody waits for the rest. */
async function readBeginning(body: Body): Promise<Uint8Array> {
  const beginning = new Uint8Array(maxRefusalBytes);
  let size = 0;
  try {
    for await (const chunk of body) {
      const fitting = chunk.subarray(0, maxRefusalBytes - size);
      beginning.set(fitting, size);
      size += fitting.length;
      if (size === maxRefusalBytes) break;
    }
  } catch {
    // What came before it broke off is still worth telling.
  }
  return beginning.subarray(0, size);
}
