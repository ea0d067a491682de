import type { HttpResponse } from "@genai-collector/component";
import { SourceError, sourceStatus, type Io, type SourceRequest } from "@genai-collector/polling";
import { AnswerError } from "@genai-collector/polling/fields";
import { refusedByQuota } from "./quota.ts";
import type { EndpointName, LangsmithInstruments, LoopName } from "./telemetry.ts";

export type LangsmithIo = Io<LangsmithInstruments>;

/** Who asks what. */
export interface Question {
  readonly loop: LoopName;
  readonly endpoint: EndpointName;
  /** Nothing that is asked changes anything, so it may be asked again whatever its method is. */
  readonly request: SourceRequest;
}

/**
 * The one way to LangSmith: what `use` makes of the answer with a good status, whose body it reads with
 * `polling/fields`. Counts what the key is not good for and what was over quota, and says what may be the matter; what
 * an error's body says is never told. `itemsOf`: how many items the answer held.
 */
export async function askLangsmith<T>(
  io: LangsmithIo,
  question: Question,
  use: (response: HttpResponse) => Promise<T>,
  itemsOf?: (answer: T) => number,
): Promise<T> {
  const { endpoint, loop, request } = question;
  const ask = (): Promise<T> =>
    io.read({ idempotent: true, ...request, accept: [429, ...(request.accept ?? [])] }, async (response) => {
      if (response.status === 429) throw await refusedByQuota(response, io.now());
      return readable(endpoint, () => use(response));
    });
  return io.endpoint(
    endpoint,
    async () => {
      try {
        return await ask();
      } catch (error) {
        throw explained(error, loop, io);
      }
    },
    itemsOf,
  );
}

/** A body that is not the JSON it should be is asked for again: a proxy may have cut it off. */
async function readable<T>(endpoint: EndpointName, use: () => Promise<T>): Promise<T> {
  try {
    return await use();
  } catch (cause) {
    if (!(cause instanceof AnswerError)) throw cause;
    throw new SourceError(
      "LANGSMITH_UNREADABLE",
      `${endpoint}: ${cause.message}; where answers are cut off, smaller pages may help`,
      { kind: "retryable", cause },
    );
  }
}

function explained(error: unknown, loop: LoopName, { instruments }: LangsmithIo): unknown {
  const status = sourceStatus(error);
  if (status === 429) instruments.quota_exceeded.record(1, { loop });
  if (status !== 401 && status !== 403) return error;
  instruments.auth_errors.record(1, { loop });
  return status === 401
    ? new SourceError("LANGSMITH_UNAUTHORIZED", "LangSmith does not accept the key (HTTP 401)", {
        kind: "misconfigured",
        status,
        cause: error,
      })
    : new SourceError(
        "LANGSMITH_FORBIDDEN",
        "LangSmith answered HTTP 403: the key may lack the permission or need a tenant_id, a firewall may refuse the User-Agent (http.user_agent), or the request's order (sort_by)",
        { kind: "misconfigured", status, cause: error },
      );
}
