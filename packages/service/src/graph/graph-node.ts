import type { Component } from "@genai-collector/component";
import type { ComponentStatus } from "../status/component-status.ts";
import type { InstanceId } from "../status/status-board.ts";

/** One created instance: what is started and stopped. Stateless components have no lifecycle. */
export interface GraphNode {
  readonly instance: InstanceId;
  readonly component: Partial<Component>;
  readonly status: ComponentStatus;
}

/** A connector, or the processors of one pipeline in their order: what is stopped one after the other. */
export interface Stage {
  readonly nodes: readonly GraphNode[];
  /** Stages whose data comes here: they stop before. */
  readonly after: readonly Stage[];
}

/** Everything that runs, but for extensions. */
export interface Graph {
  readonly receivers: readonly GraphNode[];
  /** Those that feed others first. */
  readonly stages: readonly Stage[];
  readonly exporters: readonly GraphNode[];
}
