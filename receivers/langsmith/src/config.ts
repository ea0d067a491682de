import { httpClientConfig } from "@genai-collector/config/http-client";
import {
  bytes,
  duration,
  endpoint,
  headers,
  map,
  refine,
  secret,
  section,
  text,
  type ConfigOf,
} from "@genai-collector/config/schema";
import { pollingConfig } from "@genai-collector/polling";
import { runsConfig } from "./runs/runs-config.ts";
import { sessionsConfig } from "./sessions/sessions-config.ts";
import { usageConfig } from "./usage/usage-config.ts";

const apiPath = "/api/v1";

/** Slashes at its end are cut off: paths are appended. */
const apiEndpoint = refine(
  endpoint({
    default: `https://api.smith.langchain.com${apiPath}`,
    doc: `Base URL of the API, with \`${apiPath}\`. Europe: \`https://eu.api.smith.langchain.com${apiPath}\`; self-hosted: \`https://langsmith.example.net${apiPath}\`.`,
  }),
  (value, problem) => {
    const trimmed = value.replace(/\/+$/, "");
    const url = URL.parse(trimmed);
    if (url === null) return trimmed; // reported already
    if (url.search !== "" || url.hash !== "") problem("must not have a query or a fragment: paths are appended");
    else if (!url.pathname.endsWith(apiPath))
      problem(
        `must end with ${apiPath}, such as ${url.origin}${url.pathname.replace(/\/(api(\/.*)?)?$/, "")}${apiPath}`,
      );
    return trimmed;
  },
);

export const langsmithConfig = map({
  ...pollingConfig,
  http: map(
    {
      ...httpClientConfig,
      timeout: duration({
        default: "30s",
        min: "1ms",
        doc: "Longest time for one request, its answer's body included. Statistics over a wide window take long.",
      }),
      max_response_body_size: bytes({ default: 33_554_432, min: 1, doc: "Largest answer in bytes." }),
    },
    { doc: "How the source is asked: times, sizes, and what may be reached." },
  ),
  endpoint: apiEndpoint,
  api_key: secret({ doc: "A service key (`lsv2_sk_…`). It is sent to the endpoint and to nobody else." }),
  api_key_header: text({
    default: "x-api-key",
    pattern: "^[a-zA-Z0-9-]+$",
    doc: "The header that carries the key.",
  }),
  tenant_id: text({
    default: "",
    pattern: "^[a-zA-Z0-9-]*$",
    doc: "The workspace, as `X-Tenant-Id`: needed with the key of an organisation. Empty: not sent.",
  }),
  headers: headers({
    default: {},
    doc: "Sent with every request to the endpoint, such as what a proxy in front of it asks for.",
  }),
  metric_prefix: text({
    default: "langsmith",
    pattern: "^[a-zA-Z_][a-zA-Z0-9_]*$",
    doc: "Every metric's name begins with it.",
  }),
  loops: map(
    {
      sessions: section(sessionsConfig, {
        doc: "Statistics of each project over a rolling window: runs, latency, tokens, cost, errors, feedback.",
      }),
      runs: section(runsConfig, {
        doc: "Every run once, when it has ended, as a log record without its content.",
      }),
      usage: section(usageConfig, {
        doc: "Traces and spans of each project by retention tier: what LangSmith bills.",
      }),
    },
    { doc: "What is polled. A loop is on when its key is there." },
  ),
}).check((config, problem) => {
  if (Object.values(config.loops).every((loop) => loop === undefined))
    problem("loops", "must turn on at least one loop, for example `sessions: {}`");
  checkHeaders(config, problem);
});

export type LangsmithConfig = ConfigOf<typeof langsmithConfig>;

/** Two settings for one header would leave open which of them is sent. */
function checkHeaders(
  config: Pick<LangsmithConfig, "api_key_header" | "headers" | "tenant_id">,
  problem: (path: string, message: string) => void,
): void {
  const taken = new Map([
    [config.api_key_header.toLowerCase(), "api_key"],
    ...(config.tenant_id === "" ? [] : [["x-tenant-id", "tenant_id"] as const]),
  ]);
  for (const name of Object.keys(config.headers)) {
    const setting = taken.get(name);
    if (setting !== undefined) problem(`headers::${name}`, `is what ${setting} sends`);
  }
}
