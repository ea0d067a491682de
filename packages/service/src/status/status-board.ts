import type { ComponentId, Instant, Kind, PartStatus, PipelineId } from "@genai-collector/component";
import type { StatusChange } from "./component-status.ts";
import { gravityOf, worst, type StatusState } from "./status-state.ts";

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
  /** In the order of their names. */
  readonly parts: readonly PartStatus[];
}

/** How the collector is doing, from the top down. A group is as well as its worst member. */
export interface ServiceStatus {
  readonly state: StatusState;
  readonly pipelines: ReadonlyMap<PipelineId, StatusState>;
  readonly components: readonly InstanceStatus[];
}

/** Keeps the last state of every instance, in every worker: an instance is as well as where it is worst. */
export class StatusBoard {
  readonly #instances = new Map<string, Map<number, InstanceStatus>>();

  /** Returns how the instance is doing now, in all workers together. */
  changed(
    { id, kind, pipelines }: InstanceId,
    { state, cause, parts = [] }: Pick<StatusChange, "state" | "cause"> & Partial<Pick<StatusChange, "parts">>,
    now: Instant,
    worker = 0,
  ): InstanceStatus {
    const key = keyOf({ id, kind, pipelines });
    const byWorker = this.#instances.get(key) ?? new Map<number, InstanceStatus>();
    this.#instances.set(key, byWorker);
    byWorker.set(worker, { id, kind, pipelines, state, since: now, error: cause, parts });
    return gravest(byWorker);
  }

  /** What is known of one worker. */
  of(worker: number): readonly InstanceStatus[] {
    return [...this.#instances.values()].flatMap((byWorker) => byWorker.get(worker) ?? []);
  }

  status(): ServiceStatus {
    const components = [...this.#instances.values()].map(gravest);
    const pipelines = [...new Set(components.flatMap((each) => each.pipelines))];
    const stateOf = (pipeline: PipelineId): StatusState =>
      worst(components.filter((each) => each.pipelines.includes(pipeline)).map(({ state }) => state));
    return {
      state: worst(components.map(({ state }) => state)),
      pipelines: new Map(pipelines.map((pipeline) => [pipeline, stateOf(pipeline)])),
      components,
    };
  }
}

/** A receiver that runs in some workers stands in other pipelines elsewhere: it is one component all the same. */
function keyOf({ id, kind, pipelines }: InstanceId): string {
  return JSON.stringify(kind === "processor" ? [kind, id, pipelines] : [kind, id]);
}

function gravest(byWorker: ReadonlyMap<number, InstanceStatus>): InstanceStatus {
  const all = [...byWorker.values()];
  const found = all.reduce((a, b) => (gravityOf(b.state) > gravityOf(a.state) ? b : a));
  const pipelines = [...new Set(all.flatMap((each) => each.pipelines))];
  return { ...found, pipelines, parts: gravestParts(all.flatMap(({ parts }) => parts)) };
}

/** Each part as it is where it is worst: a listener that several workers have is one part. */
function gravestParts(all: readonly PartStatus[]): readonly PartStatus[] {
  const byName = new Map<string, PartStatus>();
  for (const part of all) {
    const known = byName.get(part.name);
    if (known === undefined || gravityOf(part.state) > gravityOf(known.state)) byName.set(part.name, part);
  }
  return [...byName.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
}
