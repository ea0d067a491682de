import { sourceStatus, type Io, type SourceRequest } from "@genai-collector/polling";
import type { PortkeyInstruments } from "./telemetry.ts";

/** The JSON of an answer. Counts the requests that the key is not good for, and passes every error on. */
export async function askPortkey(io: Io<PortkeyInstruments>, request: SourceRequest): Promise<unknown> {
  try {
    return await io.json(request);
  } catch (error) {
    const status = sourceStatus(error);
    if (status === 401 || status === 403) io.instruments.auth_errors.record(1);
    throw error;
  }
}
