import {
  checkpointStore,
  provide,
  type BookedHour,
  type Checkpoint,
  type CheckpointStore,
  type Component,
  type ComponentId,
  type Frontier,
  type Host,
  type LaneKey,
  type Provided,
  type Settings,
  type Skipped,
} from "@genai-collector/component";
import { CellStore } from "./cell-store.ts";
import type { CheckpointInstruments } from "./checkpoint-instruments.ts";
import { CheckpointTelemetry } from "./checkpoint-telemetry.ts";
import { endsBefore } from "./ends-before.ts";
import type { Verdict } from "./fence.ts";
import { removeOrphans } from "./orphans.ts";
import type { OrphansConfig } from "./orphans-config.ts";
import type { RecordPlace } from "./record-cell.ts";

/** A place that is open. */
export interface OpenPlace<V> {
  readonly place: RecordPlace<V>;
  /** `isIdle` false: a write is still under way. */
  close(isIdle: boolean): Promise<void>;
}

export interface CheckpointExtensionOptions<V> {
  readonly orphans: OrphansConfig;
  /** Answers of writes may get lost on the way: then each write is marked. */
  readonly marksWrites: boolean;
  /** Must not wait for a remote peer. What it throws refuses the start. */
  open(): Promise<OpenPlace<V>>;
}

/** A checkpoint store as an extension: everything but the place. */
export class CheckpointExtension<V> implements Component, CheckpointStore {
  readonly provided: readonly Provided[] = [provide(checkpointStore, this)];
  readonly #settings: Settings<CheckpointInstruments>;
  readonly #options: CheckpointExtensionOptions<V>;
  readonly #telemetry: CheckpointTelemetry;
  readonly #store: CellStore<V>;
  readonly #stop = new AbortController();
  #opened: OpenPlace<V> | undefined;
  #sweeping: Promise<void> | undefined;

  constructor(settings: Settings<CheckpointInstruments>, options: CheckpointExtensionOptions<V>) {
    this.#settings = settings;
    this.#options = options;
    this.#telemetry = new CheckpointTelemetry(settings.instruments);
    const writer = options.marksWrites ? settings.runtime.random.uuid().replaceAll("-", "").slice(0, 12) : undefined;
    this.#store = new CellStore({ telemetry: this.#telemetry, writer });
  }

  async start(host?: Host): Promise<void> {
    this.#opened = await this.#options.open();
    this.#store.open(this.#opened.place);
    this.#sweeping = this.#sweep(host);
  }

  /** Waits for the write that is under way. */
  async shutdown(signal: AbortSignal): Promise<void> {
    this.#stop.abort();
    const isIdle = await this.#store.close(signal);
    if (isIdle && this.#sweeping !== undefined) await endsBefore(this.#sweeping, signal);
    const opened = this.#opened;
    this.#opened = undefined;
    await opened?.close(isIdle);
  }

  load(key: LaneKey): Promise<Checkpoint | undefined> {
    return this.#store.load(key);
  }

  advance(
    key: LaneKey,
    to: Frontier,
    epoch: number,
    skipped: readonly Skipped[],
    booked?: readonly BookedHour[],
    from?: Frontier | "absent",
  ): Promise<Verdict> {
    return this.#store.advance(key, to, epoch, skipped, booked, from);
  }

  list(receiver: ComponentId): Promise<readonly LaneKey[]> {
    return this.#store.list(receiver);
  }

  remove(key: LaneKey): Promise<void> {
    return this.#store.remove(key);
  }

  /** Who cannot see the configuration cannot say that nobody owns a lane. */
  async #sweep(host: Host | undefined): Promise<void> {
    const pipelines = host?.collector?.pipelines;
    const removeAfterMs = this.#options.orphans?.remove_after;
    if (pipelines === undefined || removeAfterMs === undefined) return;
    const configured = new Set(pipelines.flatMap(({ receivers }) => receivers));
    const { runtime, logger } = this.#settings;
    const options = { store: this.#store, configured, removeAfterMs, runtime, logger, telemetry: this.#telemetry };
    await removeOrphans(options, this.#stop.signal);
  }
}
