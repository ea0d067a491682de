import type { Scenario } from "@genai-collector/test-bench/scenario";

/** 10,000 spans a second, as in otelcol's testbed, in small requests: what leaks, leaks by the request. */
export const requestsPerSecond = 500;

const body = { signal: "traces", count: 20 } as const;
const connections = 16;

/** What is soaked: both transports, and the queue on disk. */
export const soakScenarios: readonly Scenario[] = [
  { name: "http", protocol: "http", body, connections },
  { name: "grpc", protocol: "grpc", body, connections },
  { name: "durable", protocol: "http", body, connections, isBatched: false, isDurable: true },
];
