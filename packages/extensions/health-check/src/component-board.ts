import type {
  Clock,
  ComponentStatus,
  Instant,
  PartStatus,
  PipelineId,
  StatusWatcher,
} from "@genai-collector/component";

/** A point in time, by both clocks. */
export interface Moment {
  /** The wall clock's, to be shown. */
  readonly at: Instant;
  /** The monotonic clock's, in milliseconds, to be counted with. */
  readonly since: number;
}

/** One part of a component, and when it came into its state. */
export interface PartRecord extends PartStatus, Moment {}

/** How a component is doing, and when it came into this state: repeating it does not begin it anew. */
export interface ComponentRecord extends Omit<ComponentStatus, "parts">, Moment {
  /** In the order of their names. */
  readonly parts: readonly PartRecord[];
}

/** Where the collector is in its life. */
export type Phase = "starting" | "ready" | "stopping";

/** Remembers what the service says: of each component, and of the whole. */
export class ComponentBoard implements StatusWatcher {
  /** When the collector was created. */
  readonly created: Moment;
  readonly #clock: Clock;
  readonly #records = new Map<string, ComponentRecord>();
  readonly #listeners: (() => void)[] = [];
  #phase: Phase = "starting";
  #phaseBegan: Moment;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.created = this.#now();
    this.#phaseBegan = this.created;
  }

  /** Ready from the end of the start to the beginning of the shutdown, and never again. */
  get phase(): Phase {
    return this.#phase;
  }

  get phaseBegan(): Moment {
    return this.#phaseBegan;
  }

  /** In the order in which they were first heard of. */
  get records(): Iterable<ComponentRecord> {
    return this.#records.values();
  }

  /** Calls `changed` whenever what is known of a component is different, or the phase. */
  listen(changed: () => void): void {
    this.#listeners.push(changed);
  }

  ready(): void {
    if (this.#phase === "starting") this.#enter("ready");
  }

  notReady(): void {
    if (this.#phase !== "stopping") this.#enter("stopping");
  }

  componentStatus(status: ComponentStatus): void {
    const key = JSON.stringify([status.kind, status.id, status.pipeline]);
    const before = this.#records.get(key);
    const isSame = before?.state === status.state;
    const moment = isSame ? { at: before.at, since: before.since } : { at: status.at, since: this.#clock.monotonic() };
    const parts = (status.parts ?? []).map((part) => this.#partRecord(part, before?.parts));
    this.#records.set(key, { ...status, ...moment, parts });
    if (!isSame || before.error !== status.error || !areSame(before.pipelines, status.pipelines)) this.#tell();
    else if (!areSameParts(before.parts, parts)) this.#tell();
  }

  #partRecord(part: PartStatus, before: readonly PartRecord[] = []): PartRecord {
    const known = before.find(({ name, state }) => name === part.name && state === part.state);
    return { ...part, at: known?.at ?? part.at, since: known?.since ?? this.#clock.monotonic() };
  }

  #enter(phase: Phase): void {
    this.#phase = phase;
    this.#phaseBegan = this.#now();
    this.#tell();
  }

  #tell(): void {
    for (const changed of this.#listeners) changed();
  }

  #now(): Moment {
    return { at: this.#clock.now(), since: this.#clock.monotonic() };
  }
}

/** A component that is heard of in another worker, too, may stand in more pipelines there. */
function areSame(a: readonly PipelineId[], b: readonly PipelineId[]): boolean {
  return a.length === b.length && a.every((each, i) => each === b[i]);
}

function areSameParts(a: readonly PartStatus[], b: readonly PartStatus[]): boolean {
  const isSame = (part: PartStatus, other: PartStatus | undefined): boolean =>
    part.name === other?.name && part.state === other.state && part.error === other.error;
  return a.length === b.length && a.every((each, i) => isSame(each, b[i]));
}
