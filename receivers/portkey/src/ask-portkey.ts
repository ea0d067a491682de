import { sourceStatus, SourceError, type Io, type SourceRequest } from "@genai-collector/polling";
import { AnswerError } from "@genai-collector/polling/fields";
import type { PortkeyInstruments } from "./telemetry.ts";

/**
 * Asks, and lets `read` make something of the answer's bytes. Counts the requests that the key is not good for, and
 * passes every error on. An answer that is not JSON is asked for again: a proxy's page with a 200 may be gone then.
 */
export async function askPortkey<T>(
  io: Io<PortkeyInstruments>,
  request: SourceRequest,
  read: (answer: Uint8Array) => T,
): Promise<T> {
  try {
    // The client bounds the body by `http.max_response_body_size`.
    return await io.read(request, async ({ body }) => readable(read, await body.read(Number.MAX_SAFE_INTEGER)));
  } catch (error) {
    const status = sourceStatus(error);
    if (status === 401 || status === 403) io.instruments.auth_errors.record(1);
    throw error;
  }
}

function readable<T>(read: (answer: Uint8Array) => T, answer: Uint8Array): T {
  try {
    return read(answer);
  } catch (error) {
    if (!(error instanceof AnswerError) || error.code !== "POLLING_BAD_JSON") throw error;
    throw new SourceError("SOURCE_UNREADABLE", "the source's answer is not JSON", { kind: "retryable", cause: error });
  }
}
