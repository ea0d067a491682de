import { pollingConfig } from "@genai-collector/polling";
import { endpoint, list, map, secret, section, text, type ConfigOf } from "@genai-collector/config/schema";
import { analyticsConfig } from "./analytics/analytics-config.ts";
import { groupsConfig } from "./groups/groups-config.ts";
import { logsExportConfig } from "./logs-export/logs-export-config.ts";
import { useCaseSlug } from "./use-case-slug.ts";

const keyIds = (doc: string) =>
  list(text({ min: 1, pattern: "^[^,\\s]+$", doc: "An API key's id (a UUID), not the key." }), {
    default: [],
    unique: true,
    doc,
  });

const useCase = map({
  label: text({
    min: 1,
    doc: "Becomes the value of the label `api_key_use_case`, as a slug: `Data Gen` as `data_gen`.",
  }),
  api_key_ids: keyIds("Ids of the API keys whose traffic belongs to it. A key may belong to one use case only."),
});

export const portkeyConfig = map({
  ...pollingConfig,
  endpoint: endpoint({
    default: "https://api.portkey.ai/v1",
    doc: "Base URL of the API. Self-hosted gateways have another one.",
  }),
  api_key: secret({ doc: "A key with the right to read analytics. It is sent to the endpoint and to nobody else." }),
  api_key_header: text({
    default: "x-portkey-api-key",
    pattern: "^[a-zA-Z0-9-]+$",
    doc: "The header that carries the key.",
  }),
  api_key_ids: keyIds("Count the traffic of these API keys only. Not together with `use_cases`."),
  use_cases: list(useCase, {
    default: [],
    doc: "Split every series by use case. Traffic of keys that none of them lists is not collected. Each has its own frontier.",
  }),
  expected_workspace: text({
    default: "",
    doc: "Slug of the workspace that the key must read, and no other. Checked at start and every hour. Empty: not checked.",
  }),
  loops: map(
    {
      analytics: section(analyticsConfig, { doc: "Requests, cost, tokens, latency and errors in one-minute buckets." }),
      groups: section(groupsConfig, {
        doc: "Totals of requests and cost by model, metadata and prompt over the last hour.",
      }),
      logs_export: section(logsExportConfig, { doc: "Every request as a log record without its content." }),
    },
    { doc: "What is polled. A loop is on when its key is there." },
  ),
}).check((config, problem) => {
  if (Object.values(config.loops).every((loop) => loop === undefined))
    problem("loops", "must turn on at least one loop, for example `analytics: {}`");
  if (config.api_key_ids.length > 0 && config.use_cases.length > 0) {
    problem("api_key_ids", "cannot stand beside use_cases, which name their own keys");
  }
  checkUseCases(config.use_cases, problem);
  checkPageSize(config, problem);
  checkLinkHosts(config, problem);
});

export type PortkeyConfig = ConfigOf<typeof portkeyConfig>;
type UseCaseConfig = ConfigOf<typeof useCase>;
type Problem = (path: string, message: string) => void;

/** Two use cases with one slug would be one series, and one key in two would be counted twice. */
function checkUseCases(useCases: readonly UseCaseConfig[], problem: Problem): void {
  const slugs = new Map<string, string>();
  const owners = new Map<string, string>();
  for (const [index, { label, api_key_ids }] of useCases.entries()) {
    const slug = useCaseSlug(label);
    const other = slugs.get(slug);
    if (slug === "") problem(`use_cases::${index}::label`, `must hold a letter or a digit, found "${label}"`);
    else if (other !== undefined) problem(`use_cases::${index}::label`, `becomes ${slug}, as "${other}" does`);
    slugs.set(slug, label);
    if (api_key_ids.length === 0) problem(`use_cases::${index}::api_key_ids`, "must name at least one key");
    for (const id of api_key_ids) {
      const owner = owners.get(id);
      if (owner !== undefined)
        problem(`use_cases::${index}::api_key_ids`, `names ${id}, which belongs to "${owner}" already`);
      owners.set(id, label);
    }
  }
}

/** What a row of a group may take in an answer: a value, numbers, and what Portkey adds to them. */
const rowBytes = 1_024;

/** A page that is too large to be read would be asked for, and given up, for ever. */
function checkPageSize({ loops: { groups }, http }: PortkeyConfig, problem: Problem): void {
  const most = Math.floor(http.max_response_body_size / rowBytes);
  if (groups !== undefined && groups.page_size > most)
    problem("loops::groups::page_size", `must be at most ${most}, 1 KiB of http.max_response_body_size each`);
}

/** Whatever links lead to is asked by the same client. */
function checkLinkHosts({ http, loops }: PortkeyConfig, problem: Problem): void {
  if (http.allow_hosts.length === 0) return;
  for (const host of loops.logs_export?.signed_url_allow_hosts ?? [])
    if (!http.allow_hosts.some((allowed) => allowed.toLowerCase() === host.toLowerCase()))
      problem("http::allow_hosts", `lacks ${host}, where logs_export is to read files`);
}

/** The slug of the workspace that the key must read; empty: it is not checked. */
export function expectedWorkspace(config: Pick<PortkeyConfig, "expected_workspace">): string {
  return config.expected_workspace.trim();
}

/** Comma-joined ids of API keys by use case; by "" where there are none. Undefined: all keys. */
export function keyIdsByUseCase({
  use_cases,
  api_key_ids,
}: Pick<PortkeyConfig, "use_cases" | "api_key_ids">): ReadonlyMap<string, string | undefined> {
  if (use_cases.length === 0) return new Map([["", api_key_ids.length === 0 ? undefined : api_key_ids.join(",")]]);
  return new Map(use_cases.map(({ label, api_key_ids: ids }) => [useCaseSlug(label), ids.join(",")]));
}
