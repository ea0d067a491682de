import type { Payload, Signal } from "@genai-collector/pdata";
import type { Capability } from "./capability.ts";
import type { CollectorView } from "./collector-view.ts";
import type { Books } from "./ledger.ts";
import type { ComponentId, PipelineId } from "./names.ts";
import type { Runtime } from "./runtime.ts";
import type { Status } from "./status.ts";
import type { Suspicion } from "./suspicion.ts";
import type { ExportCounters, ExportTarget, Instruments, Logger, Recorders, Tracer } from "./telemetry.ts";
import type { PathTraits } from "./traits.ts";

/** What the service starts and stops. Exporters start first and stop last. */
export interface Component {
  /** May fail, and then leaves nothing behind. Must not wait for a remote peer. */
  start(host: Host): Promise<void>;
  /** Safe before `start` and twice. Drains until `signal` fires, then gives up the rest. */
  shutdown(signal: AbortSignal): Promise<void>;
}

/** What a component is given when it is created. `I`: the instruments that its factory declared. */
export interface Settings<I extends Instruments = {}> {
  readonly id: ComponentId;
  /** Processors: the pipeline that they stand in. */
  readonly pipeline?: PipelineId | undefined;
  readonly logger: Logger;
  readonly tracer: Tracer;
  readonly instruments: Recorders<I>;
  readonly runtime: Runtime;
  readonly memory: Memory;
  /** The component's own entries in the ledger of items. */
  readonly books: Books;
  /** Shared by all components: whoever finds pushed bytes that are no telemetry reports it, receivers of pushed data ask. */
  readonly suspicion: Suspicion;
  /** Fires when the collector's shutdown deadline has passed: the signal of contexts that a component makes itself. */
  readonly lifetime: AbortSignal;
  /**
   * Receivers, exporters: every pipeline that they stand in. Connectors: those that they end and those that they feed.
   * Processors: one.
   */
  readonly paths: readonly PathTraits[];
  /**
   * Exporters: who takes them counts its own sends, under labels of where `target` says that they go. Where nobody
   * takes them, the service counts by how `consume` ends.
   */
  readonly exportCounters?: ((target?: (signal: Signal) => ExportTarget) => ExportCounters) | undefined;
  readonly worker: { readonly index: number; readonly count: number };
  reportStatus(status: Status): void;
  /**
   * "I shall be heard of again within so many milliseconds", of a part that works by itself, such as a loop. Attempts
   * count, not successes: who keeps silent longer is stuck, and the collector's liveness fails. Infinity ends it, as for
   * a loop that another process runs. Absent in tests that have none.
   */
  beat?(part: string, withinMs: number): void;
}

/** Where components find extensions. */
export interface Host {
  /** Throws (a start error at the user's key) when `id` is absent or does not provide `capability`. */
  extension<T>(capability: Capability<T>, id: ComponentId): T;
  extensions<T>(capability: Capability<T>): ReadonlyMap<ComponentId, T>;
  /** The collector itself. Absent in tests that have none. */
  readonly collector?: CollectorView | undefined;
}

/** Counts memory, not messages: a buffer that several forks and queues hold counts once. Of this worker. */
export interface Memory {
  readonly heldBytes: number;
  /** Whoever keeps a payload beyond `consume` holds it. Returns the release, which is safe to call twice. */
  hold(payload: Payload): () => void;
}
