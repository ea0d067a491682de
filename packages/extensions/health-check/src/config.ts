import {
  count,
  duration,
  flag,
  hostPort,
  list,
  map,
  optional,
  text,
  type ConfigOf,
} from "@genai-collector/config/schema";

export const healthCheckConfig = map({
  endpoint: hostPort({ default: "localhost:13133", doc: "Address to listen on." }),
  path: text({
    default: "/",
    pattern: "^/",
    expected: "a path that begins with /",
    doc: "Path that tells whether the collector is ready: 200 or 503.",
  }),
  status_path: text({
    default: "/status",
    pattern: "^/",
    expected: "a path that begins with /",
    doc: "Path that tells how each component is doing, with the same status code.",
  }),
  response_body: map(
    {
      healthy: text({ default: "", doc: "Body of a 200. Empty: JSON with status and uptime." }),
      unhealthy: text({ default: "", doc: "Body of a 503. Empty: JSON with status and uptime." }),
    },
    { doc: "Bodies of the answers under `path`." },
  ),
  allow_hosts: list(text({ min: 1, doc: "A host name." }), {
    default: [],
    doc: "Names, beside loopback ones and the endpoint's own, that a request's `Host` may have. Keeps web pages from reading the answers through a name that leads here.",
  }),
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
}).check(({ path, status_path }, problem) => {
  if (path === status_path) problem("status_path", "must be another path than path");
});

export type HealthCheckConfig = ConfigOf<typeof healthCheckConfig>;
