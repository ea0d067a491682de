import type { Clock, CollectorView, PipelineId } from "@genai-collector/component";
import { aggregate, permanentFirst, recoverableFirst, type Condition, type HealthState } from "./aggregate.ts";
import type { ComponentBoard, ComponentRecord } from "./component-board.ts";
import type { ComponentHealthConfig } from "./config.ts";

/** A condition, and what it means for who probes. */
export interface Health extends Condition {
  /** Whether it has no error that counts. */
  readonly isHealthy: boolean;
  /** It turns unhealthy by itself after so many milliseconds. */
  readonly turnsAfterMs?: number | undefined;
  /**
   * Of what is inside, by otelcol's keys (`pipeline:traces`, `receiver:otlp`), and a component's parts by keys after
   * them (`part:analytics`), in their order.
   */
  readonly components: ReadonlyMap<string, Health>;
}

/** Finds the health of what a client names: a pipeline, a probe, "" for the collector. Undefined for anything else. */
export interface NamedHealth {
  of(name: string): Health | undefined;
}

/** Sums up how components are doing: of a pipeline, of the extensions, of the collector. */
export class HealthTree implements NamedHealth {
  readonly #board: ComponentBoard;
  readonly #counted: ComponentHealthConfig;
  readonly #clock: Clock;
  readonly #precedence: readonly HealthState[];
  #collector: CollectorView | undefined;

  constructor(board: ComponentBoard, counted: ComponentHealthConfig, clock: Clock) {
    this.#board = board;
    this.#counted = counted;
    this.#clock = clock;
    const { include_permanent_errors, include_recoverable_errors } = counted;
    this.#precedence = include_recoverable_errors && !include_permanent_errors ? recoverableFirst : permanentFirst;
  }

  /** Which pipelines there are, before any of their components is heard of. */
  know(collector: CollectorView | undefined): void {
    this.#collector = collector;
  }

  /** `scope`: a pipeline, `extensions`, or "" for the collector. Undefined for what is not there. */
  of(scope: string): Health | undefined {
    const groups = this.#groups();
    if (scope !== "") return this.#group(groups.get(scope === "extensions" ? scope : pipelineKey(scope)));
    const members = [...groups].toSorted(byKey).map(([key, records]) => [key, this.#group(records)!] as const);
    return this.#sum(new Map(members));
  }

  #groups(): Map<string, ComponentRecord[]> {
    const groups = new Map<string, ComponentRecord[]>();
    const add = (key: string, record?: ComponentRecord): void => {
      const group = groups.get(key) ?? [];
      groups.set(key, group);
      if (record !== undefined) group.push(record);
    };
    for (const { id } of this.#collector?.pipelines ?? []) add(pipelineKey(id));
    for (const record of this.#board.records) {
      if (record.kind === "extension") add("extensions", record);
      else for (const pipeline of record.pipelines) add(pipelineKey(pipeline), record);
    }
    return groups;
  }

  #group(records: readonly ComponentRecord[] | undefined): Health | undefined {
    if (records === undefined) return undefined;
    const members = records
      .map((record) => [`${record.kind}:${record.id}`, this.#component(record)] as const)
      .toSorted(byKey);
    return this.#sum(new Map(members));
  }

  #component(record: ComponentRecord): Health {
    const parts = record.parts.map((part) => [`part:${part.name}`, this.#judge(part, new Map())] as const);
    return this.#judge(record, new Map(parts.toSorted(byKey)));
  }

  #sum(components: ReadonlyMap<string, Health>): Health {
    const sum = aggregate([...components.values()], this.#precedence) ?? { state: "none", ...this.#board.created };
    return this.#judge(this.#inPhase(sum), components);
  }

  /** A group is as ready as the collector: not before everything has started, and no more once the shutdown begins. */
  #inPhase(sum: Condition): Condition {
    const { phase, phaseBegan } = this.#board;
    if (phase === "ready" || sum.state === "fatal_error" || sum.state === "stopped") return sum;
    return { state: phase, ...phaseBegan };
  }

  #judge({ state, error, at, since }: Condition, components: ReadonlyMap<string, Health>): Health {
    const condition = { state, error, at, since, components };
    const { include_permanent_errors, include_recoverable_errors, recovery_duration } = this.#counted;
    if (state === "fatal_error") return { ...condition, isHealthy: false };
    if (state === "permanent_error") return { ...condition, isHealthy: !include_permanent_errors };
    if (state !== "recoverable_error" || !include_recoverable_errors) return { ...condition, isHealthy: true };
    const left = since + recovery_duration - this.#clock.monotonic();
    return left > 0 ? { ...condition, isHealthy: true, turnsAfterMs: left } : { ...condition, isHealthy: false };
  }
}

function pipelineKey(pipeline: PipelineId): string {
  return `pipeline:${pipeline}`;
}

function byKey([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}
