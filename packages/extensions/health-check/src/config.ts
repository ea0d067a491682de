import { hostPort, list, map, text, type ConfigOf } from "@genai-collector/config/schema";

export const healthCheckConfig = map({
  endpoint: hostPort({ default: "localhost:13133", doc: "Address to listen on." }),
  path: text({ default: "/", pattern: "^/", doc: "Path that tells whether the collector is ready: 200 or 503." }),
  status_path: text({ default: "/status", pattern: "^/", doc: "Path that tells how each component is doing." }),
  allow_hosts: list(text({ min: 1, doc: "A host name." }), {
    default: [],
    doc: "Names, beside loopback ones and the address itself, that a request's `Host` may have. Keeps web pages from reading the answers through a name that leads here.",
  }),
});

export type HealthCheckConfig = ConfigOf<typeof healthCheckConfig>;
