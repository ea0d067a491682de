import { serverAuthenticator } from "@genai-collector/component";
import { checkEndpoint, httpServerFields, listenerFields } from "@genai-collector/config/listener";
import {
  count,
  duration,
  extensionId,
  flag,
  list,
  map,
  optional,
  section,
  text,
  type ConfigOf,
  type Problem,
} from "@genai-collector/config/schema";

const auth = section(
  map({ authenticator: extensionId(serverAuthenticator, { doc: "The extension that every request must satisfy." }) }),
  { doc: "Lets in who an extension knows. Off unless the key is there." },
);

/** An HTTP server for probes and operators. */
const httpFields = {
  ...listenerFields("localhost:13133"),
  auth,
  ...httpServerFields,
  allow_hosts: list(text({ min: 1, doc: "A host name." }), {
    default: [],
    doc: "Names, beside loopback ones and the endpoint's own, that a request's `Host` may have. Keeps web pages from reading the answers through a name that leads here.",
  }),
};

const urlPath = (path: string, doc: string) =>
  text({
    default: path,
    pattern: String.raw`^/[^?#\s]*$`,
    expected: "a path that begins with /, without ?, # and spaces",
    doc,
  });

const componentHealth = map(
  {
    include_permanent_errors: flag({
      default: false,
      doc: "A component with an error that needs a human makes its pipelines and the collector unhealthy.",
    }),
    include_recoverable_errors: flag({
      default: false,
      doc: "So does one with an error that may pass, once it has lasted for `recovery_duration`.",
    }),
    recovery_duration: duration({
      default: "0s",
      doc: "How long an error that may pass does not count. Needs `include_recoverable_errors`.",
    }),
  },
  { doc: "Which errors count. Answers tell all of them anyway." },
);

const probePage = (path: string, doc: string) =>
  map({ enabled: flag({ default: true, doc: "Serve it." }), path: urlPath(path, "Where.") }, { doc });

const http = map({
  ...httpFields,
  liveness: probePage("/livez", "For an orchestrator: whether nothing is stuck that a restart would mend."),
  readiness: probePage("/readyz", "For an orchestrator: whether everything has started, and no shutdown has begun."),
  status: map(
    {
      enabled: flag({ default: true, doc: "Serve it." }),
      path: urlPath("/status", "Where. `?pipeline=ID` asks for one pipeline, `verbose` for all that is inside."),
      include_attributes: flag({
        default: false,
        doc: "Taken for the sake of otelcol's files: components here report no attributes.",
      }),
      verbose: flag({ default: false, doc: "Tell all that is inside even when it was not asked for." }),
    },
    { doc: "How the collector, or one pipeline, is doing." },
  ),
  config: map(
    {
      enabled: flag({ default: false, doc: "Serve it." }),
      path: urlPath("/config", "Where."),
    },
    { doc: "The effective configuration in YAML, secrets left out." },
  ),
})
  .check(checkEndpoint)
  .check(({ status, config }, problem) => {
    if (status.enabled && config.enabled && status.path === config.path)
      problem("config::path", "must be another path than status::path");
  })
  .check(({ liveness, readiness }, problem) => {
    if (liveness.enabled && readiness.enabled && liveness.path === readiness.path)
      problem("readiness::path", "must be another path than liveness::path");
  });

const grpc = map({
  ...listenerFields("localhost:13132"),
  auth,
  max_watches: count({
    default: 1_000,
    min: 1,
    doc: "`Watch` calls that may be under way. A further one is answered with RESOURCE_EXHAUSTED.",
  }),
}).check(checkEndpoint);

/** What the second version takes. */
const secondVersionFields = {
  component_health: componentHealth,
  http: section(http, { doc: "Answers over HTTP. Off unless the key is there." }),
  grpc: section(grpc, { doc: "Answers over gRPC, as grpc.health.v1.Health. Off unless the key is there." }),
};

function checkProtocols(config: { readonly http: unknown; readonly grpc: unknown }, problem: Problem): void {
  if (config.http === undefined && config.grpc === undefined)
    problem("", "must specify at least one protocol: `http:`, `grpc:` or both");
}

/** What users write at `extensions::healthcheckv2`. */
export const healthCheckV2Config = map({
  use_v2: flag({ default: true, doc: "Taken for the sake of otelcol's files; only true is possible." }),
  ...secondVersionFields,
})
  .check(({ use_v2 }, problem) => {
    if (!use_v2) problem("use_v2", "must be true; the first version has the type health_check");
  })
  .check(checkProtocols);

/** What the first version takes. */
const firstVersionFields = {
  ...httpFields,
  path: urlPath("/", "Path that tells whether the collector is ready: 200 or 503."),
  status_path: urlPath("/status", "Path that tells how each component is doing, with the same status code."),
  liveness_path: urlPath(
    "/livez",
    "Path that tells whether nothing is stuck that a restart would mend: 200 or 503. `path` and `status_path` go before it.",
  ),
  readiness_path: urlPath(
    "/readyz",
    "Path that tells whether everything has started, nothing is stuck, and no shutdown has begun: 200 or 503. `path` and `status_path` go before it.",
  ),
  response_body: map(
    {
      healthy: text({ default: "", doc: "Body of a 200. Empty: JSON with status and uptime." }),
      unhealthy: text({ default: "", doc: "Body of a 503. Empty: JSON with status and uptime." }),
    },
    { doc: "Bodies of the answers under `path`." },
  ),
  check_collector_pipeline: map(
    {
      enabled: flag({ default: false, doc: "Ignored." }),
      interval: optional(duration({ doc: "Ignored." })),
      exporter_failure_threshold: optional(count({ doc: "Ignored." })),
    },
    {
      doc: "Ignored.",
      deprecated: "it has no effect, here as in otelcol; watch status_path or the metrics of the exporters",
    },
  ),
};

/** What users write at `extensions::health_check`. */
export const healthCheckConfig = map({
  ...firstVersionFields,
  use_v2: flag({
    default: false,
    doc: "Be the second version: `component_health`, `http` and `grpc` count, and no other key.",
  }),
  ...secondVersionFields,
})
  .check(checkEndpoint)
  .check(({ path, status_path, use_v2 }, problem) => {
    if (!use_v2 && path === status_path) problem("status_path", "must be another path than path");
  })
  .check(({ liveness_path, readiness_path, use_v2 }, problem) => {
    if (!use_v2 && liveness_path === readiness_path)
      problem("readiness_path", "must be another path than liveness_path");
  })
  .check((config, problem) => {
    if (config.use_v2) checkProtocols(config, problem);
    else for (const key of secondVersionKeys(config)) problem(key, "needs `use_v2: true`, or the type healthcheckv2");
  });

/** The decoded settings of `health_check`. */
export type HealthCheckConfig = ConfigOf<typeof healthCheckConfig>;
/** The decoded settings of `healthcheckv2`. */
export type HealthCheckV2Config = ConfigOf<typeof healthCheckV2Config>;
/** Which errors count. */
export type ComponentHealthConfig = HealthCheckV2Config["component_health"];
/** The HTTP server of the second version. */
export type HttpConfig = NonNullable<HealthCheckV2Config["http"]>;
/** The gRPC server of the second version. */
export type GrpcConfig = NonNullable<HealthCheckV2Config["grpc"]>;
/** What both versions' HTTP servers take. */
export type HttpServerConfig = Pick<HttpConfig, keyof typeof httpFields>;

/** Keys of the second version that are written down, as far as they ask for anything. */
function secondVersionKeys(config: Omit<HealthCheckV2Config, "use_v2">): readonly string[] {
  const { include_permanent_errors, include_recoverable_errors } = config.component_health;
  return [
    ...(include_permanent_errors || include_recoverable_errors ? ["component_health"] : []),
    ...(config.http === undefined ? [] : ["http"]),
    ...(config.grpc === undefined ? [] : ["grpc"]),
  ];
}

/** Keys of the first version that are written down and have no effect in the second; otelcol passes over them, too. */
export function keysWithoutEffect(config: HealthCheckConfig): readonly string[] {
  const given: Readonly<Record<string, unknown>> = config;
  const initial: Readonly<Record<string, unknown>> = healthCheckConfig.decode({}, () => undefined);
  return Object.keys(firstVersionFields).filter((key) => JSON.stringify(given[key]) !== JSON.stringify(initial[key]));
}
