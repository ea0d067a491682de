/** `type` or `type/name`. */
export type ComponentId = string;

/** `signal` or `signal/name`. */
export type PipelineId = string;

/** Whole milliseconds since 1970 UTC, by a wall clock. Telemetry itself keeps nanoseconds as `bigint`. */
export type Instant = number;

/** How much a user may rely on a component, as otelcol grades it. */
export type Stability = "development" | "alpha" | "beta" | "stable" | "deprecated" | "unmaintained";

export type Kind = "receiver" | "processor" | "exporter" | "connector" | "extension";
