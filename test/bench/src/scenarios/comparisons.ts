import type { Scenario } from "./scenario.ts";

/** Connections for large bodies, and for small ones. */
const few = 8;
const many = 32;

const spans = (count: number) => ({ signal: "traces", count }) as const;

/** What is measured side by side with otelcol. */
export const comparisons: readonly Scenario[] = [
  { name: "http-512", protocol: "http", body: spans(512), connections: few, asked: 8, target: 12 },
  { name: "http-10", protocol: "http", body: spans(10), connections: many, asked: 3, target: 3.5 },
  { name: "http-1", protocol: "http", body: spans(1), connections: many, asked: 2, target: 2.2 },
  {
    name: "http-gzip-512",
    protocol: "http",
    body: { ...spans(512), isGzipped: true },
    connections: few,
    isGzipped: true,
    asked: 2,
    target: 3,
  },
  { name: "grpc-512", protocol: "grpc", body: spans(512), connections: few, asked: 3.5, target: 4 },
  { name: "grpc-10", protocol: "grpc", body: spans(10), connections: many, asked: 2.2, target: 2.5 },
  {
    name: "http-logs-512",
    protocol: "http",
    body: { signal: "logs", count: 512 },
    connections: few,
    asked: 6,
    target: 10,
  },
  {
    name: "http-metrics-512",
    protocol: "http",
    body: { signal: "metrics", count: 512 },
    connections: few,
    asked: 6,
    target: 10,
  },
  { name: "http-tls-512", protocol: "http", body: spans(512), connections: few, isTls: true, asked: 3, target: 5 },
  {
    name: "http-durable-512",
    protocol: "http",
    body: spans(512),
    connections: few,
    // A batch answers before the queue has seen the request; without one the answer waits for the disk.
    isBatched: false,
    isDurable: true,
    asked: 4,
    target: 8,
  },
];
