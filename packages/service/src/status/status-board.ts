import type { ComponentId, Instant, Kind, PipelineId } from "@genai-collector/component";
import type { StatusChange } from "./component-status.ts";
import { worst, type StatusState } from "./status-state.ts";

/** Which instance: processors are one a pipeline. */
export interface InstanceId {
  readonly id: ComponentId;
  readonly kind: Kind;
  /** Those that it stands in; none for extensions. */
  readonly pipelines: readonly PipelineId[];
}

export interface InstanceStatus extends InstanceId {
  readonly state: StatusState;
  /** When it was last reported. */
  readonly since: Instant;
  readonly error?: unknown;
}

/** How the collector is doing, from the top down. A group is as well as its worst member. */
export interface ServiceStatus {
  readonly state: StatusState;
  readonly pipelines: ReadonlyMap<PipelineId, StatusState>;
  readonly components: readonly InstanceStatus[];
}

/** Keeps the last state of every instance. */
export class StatusBoard {
  readonly #instances = new Map<string, InstanceStatus>();

  changed(
    { id, kind, pipelines }: InstanceId,
    { state, cause }: Pick<StatusChange, "state" | "cause">,
    now: Instant,
  ): void {
    this.#instances.set(JSON.stringify([kind, id, pipelines]), {
      id,
      kind,
      pipelines,
      state,
      since: now,
      error: cause,
    });
  }

  status(): ServiceStatus {
    const components = [...this.#instances.values()];
    const pipelines = [...new Set(components.flatMap(({ pipelines }) => pipelines))];
    const stateOf = (pipeline: PipelineId): StatusState =>
      worst(components.filter((each) => each.pipelines.includes(pipeline)).map(({ state }) => state));
    return {
      state: worst(components.map(({ state }) => state)),
      pipelines: new Map(pipelines.map((pipeline) => [pipeline, stateOf(pipeline)])),
      components,
    };
  }
}
