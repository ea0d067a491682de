import { planted } from "../../planted.ts";
import { drifted } from "../drift.ts";
import type { PortkeyFaultKind } from "../portkey-faults.ts";
import type { RequestDetails } from "../request-details.ts";
import type { SimulatedRequest } from "../traffic.ts";

type FieldOf = (request: SimulatedRequest, details: RequestDetails) => unknown;

/** What an export can be asked for, in the order in which a record has it. Other names are ignored without a word. */
const fieldOf: Readonly<Record<string, FieldOf>> = {
  id: (request, details) => details.id(request),
  trace_id: (request, details) => details.traceId(request),
  created_at: createdAt,
  response_time: ({ latencyMs }) => latencyMs,
  response_status_code: (request, details) => details.statusCode(request),
  is_success: ({ isError }) => !isError,
  ai_org: ({ org }) => org,
  ai_model: ({ model }) => model,
  cost: ({ costCents }) => costCents,
  cost_currency: () => "USD",
  total_units: ({ inputTokens, outputTokens }) => inputTokens + outputTokens,
  req_units: ({ inputTokens }) => inputTokens,
  res_units: ({ outputTokens }) => outputTokens,
  prompt_slug: (request, details) => details.prompt(request)?.slug,
  prompt_id: (request, details) => details.prompt(request)?.id,
  prompt_version_id: (request, details) => details.prompt(request)?.versionId,
  cache_status: (request, details) => details.cacheStatus(request),
  mode: (request, details) => details.mode(request),
  request_url: () => `https://gateway.example/v1/chat?user=${planted.person}`,
  config: () => ({ id: "pc-default", api_key: planted.secret }),
};

/** Messages and what was made of them: never to be delivered. */
const contentOf: Readonly<Record<string, FieldOf>> = {
  request: ({ model, user }) => ({
    model,
    user,
    messages: [{ role: "user", content: `${planted.content} Grüße aus 東京 🗼` }],
  }),
  response: (request, details) => ({
    id: details.traceId(request),
    choices: [{ message: { role: "assistant", content: planted.completion } }],
  }),
  prompt: () => planted.content,
  messages: () => [{ role: "system", content: `you help ${planted.person}` }],
  inputs: () => ({ question: planted.content }),
  outputs: () => ({ answer: planted.completion }),
};

/** The numbers of the oddities of a record, among the questions asked of a request. */
const [asDateText, asMetadataText, asDrifted] = [70, 71, 72];

/** What drift strikes: in each drifting record one of them. */
const driftingFields = ["cost", "response_time", "ai_model", "created_at", "metadata"] as const;

/**
 * Makes records of an export as JSON, without the end of their lines. Metadata and the gateway's headers are there
 * whatever was asked for; so is content, unless `isExact`: the selection is a projection, not a filter.
 * Of every twenty records one drifts as `drift` says.
 */
export function recordMaker(
  details: RequestDetails,
  requested: ReadonlySet<string>,
  isExact: boolean,
  drift: PortkeyFaultKind | undefined,
): (request: SimulatedRequest) => string {
  const fields = [
    ...Object.entries(fieldOf).filter(([name]) => requested.has(name)),
    ...Object.entries(contentOf).filter(([name]) => !isExact || requested.has(name)),
  ];
  return (request) => {
    const record: Record<string, unknown> = {};
    for (const [name, of] of fields) record[name] = of(request, details);
    inject(record, request, details);
    if (drift === undefined || !details.isOne(request, asDrifted, 0.05)) return JSON.stringify(record);
    return JSON.stringify(drifted(record, driftingFields[request.number % driftingFields.length], drift));
  };
}

function inject(record: Record<string, unknown>, request: SimulatedRequest, details: RequestDetails): void {
  const metadata = details.metadata(request);
  record["metadata"] = details.isOne(request, asMetadataText, 0.05) ? JSON.stringify(metadata) : metadata;
  record["portkeyHeaders"] = {
    "x-portkey-virtual-key": details.virtualKey(request),
    "x-portkey-config": "pc-default",
    authorization: `Bearer ${planted.secret}`,
  };
}

/** To the second; some records have it as JavaScript writes a date. */
function createdAt(request: SimulatedRequest, details: RequestDetails): string {
  const time = new Date(request.time);
  if (!details.isOne(request, asDateText, 0.1)) return `${time.toISOString().slice(0, 19)}Z`;
  const [day, date, month, year, clock] = time.toUTCString().replace(",", "").split(" ");
  return `${day} ${month} ${date} ${year} ${clock} GMT+0000 (Coordinated Universal Time)`;
}
