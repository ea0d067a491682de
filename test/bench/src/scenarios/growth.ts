import type { Scenario } from "./scenario.ts";

/** Scenarios that differ in one number: how the cost of an item grows with it. */
export interface Growth {
  readonly name: string;
  /** The number that grows. */
  readonly of: string;
  readonly steps: readonly (Scenario & { readonly size: number })[];
}

const connections = 8;

/** A request's spans spread over more and more resources. */
const resources: Growth = {
  name: "resources",
  of: "resources a request of 10,000 spans",
  steps: [1, 100, 10_000].map((size) => ({
    name: `resources-${size}`,
    size,
    protocol: "http",
    body: { signal: "traces", count: 10_000, resources: size },
    connections,
  })),
};

/** One receiver before more and more pipelines. Items are counted where they come out. */
const pipelines: Growth = {
  name: "pipelines",
  of: "pipelines that take each request",
  steps: [1, 4, 16].map((size) => ({
    name: `pipelines-${size}`,
    size,
    protocol: "http",
    body: { signal: "traces", count: 512 },
    connections,
    pipelines: size,
  })),
};

/** More and more clients at the same time. */
const clients: Growth = {
  name: "connections",
  of: "connections, 10 spans a request",
  steps: [1, 10, 100, 1_000].map((size) => ({
    name: `connections-${size}`,
    size,
    protocol: "http",
    body: { signal: "traces", count: 10 },
    connections: size,
  })),
};

/** How cost grows: with resources, pipelines and connections. */
export const growths: readonly Growth[] = [resources, pipelines, clients];
