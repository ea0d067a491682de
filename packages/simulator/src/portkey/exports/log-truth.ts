import type { RequestDetails } from "../request-details.ts";
import type { SimulatedRequest } from "../traffic.ts";

/** One log record that a sink must have in the end: what is content-free of a request, in the platform's units. */
export interface TrueRecord {
  readonly id: string;
  /** Milliseconds since 1970 UTC, in whole seconds: the platform tells no more. */
  readonly time: number;
  /** When the platform's log knew of it. */
  readonly visibleAt: number;
  readonly workspace: string;
  readonly apiKeyId: string;
  /** Fields of the record by their names. A field that the request does not have is absent. */
  readonly fields: Readonly<Record<string, string | number | boolean>>;
  /** What the caller tagged the request with; most of it must not be delivered. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** The true record of a request. Cost is in cents, response time in milliseconds. */
export function truthOfRecord(request: SimulatedRequest, details: RequestDetails): TrueRecord {
  const { workspace, apiKeyId, visibleAt, inputTokens, outputTokens } = request;
  const prompt = details.prompt(request);
  return {
    id: details.id(request),
    time: Math.floor(request.time / 1_000) * 1_000,
    visibleAt,
    workspace,
    apiKeyId,
    metadata: details.metadata(request),
    fields: {
      trace_id: details.traceId(request),
      response_status_code: details.statusCode(request),
      is_success: !request.isError,
      response_time: request.latencyMs,
      ai_org: request.org,
      ai_model: request.model,
      cost: request.costCents,
      cost_currency: "USD",
      total_units: inputTokens + outputTokens,
      req_units: inputTokens,
      res_units: outputTokens,
      cache_status: details.cacheStatus(request),
      mode: details.mode(request),
      ...(prompt === undefined
        ? {}
        : { prompt_slug: prompt.slug, prompt_id: prompt.id, prompt_version_id: prompt.versionId }),
    },
  };
}
