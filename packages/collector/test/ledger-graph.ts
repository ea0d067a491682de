import {
  CollectorError,
  defineExporter,
  defineReceiver,
  type BatchContext,
  type Consumer,
  type Outputs,
  type Payload,
} from "@genai-collector/component";
import { map } from "@genai-collector/config/schema";
import type { SeededRandom, World } from "@genai-collector/testkit";

/** How a graph is built. */
export interface LedgerGraphOptions {
  readonly hasLimiter: boolean;
  readonly hasGuard: boolean;
  readonly batch: object | undefined;
  readonly queue: object;
  /** Which exporters stand at the end, side by side. */
  readonly exporters: readonly ("memory" | "disk" | "unqueued" | "plain")[];
  /** Behind the pipeline that is pushed to: another one, through a connector, which every exporter serves as well. */
  readonly forwards: boolean;
  readonly retry: object;
}

const ids = { memory: "otlp_http/memory", disk: "otlp_http/disk", unqueued: "otlp_http/unqueued", plain: "plain" };

/** The configuration of a graph of the components that ship, pushed to by `scripted`. As JSON, which is YAML. */
export function ledgerConfiguration(options: LedgerGraphOptions): string {
  const { hasLimiter, hasGuard, batch, queue, exporters, forwards, retry } = options;
  const chain = [
    ...(hasLimiter ? ["memory_limiter"] : []),
    ...(hasGuard ? ["guard"] : []),
    ...(batch === undefined ? [] : ["batch"]),
  ];
  const ends = exporters.map((kind) => ids[kind]);
  const sink = (host: string) => ({
    endpoint: `http://${host}`,
    compression: "none",
    timeout: "4s",
    retry_on_failure: retry,
  });
  const pipelines = (signal: string): object =>
    forwards
      ? {
          [signal]: { receivers: ["scripted"], processors: chain.slice(0, 2), exporters: ["forward"] },
          [`${signal}/behind`]: { receivers: ["forward"], processors: chain.slice(2), exporters: ends },
          [`${signal}/beside`]: { receivers: ["scripted"], exporters: ends.slice(0, 1) },
        }
      : { [signal]: { receivers: ["scripted"], processors: chain, exporters: ends } };
  return JSON.stringify({
    receivers: { scripted: {} },
    processors: {
      ...(hasLimiter && { memory_limiter: { check_interval: "1s", limit_mib: 100, spike_limit_mib: 20 } }),
      ...(hasGuard && { guard: { cardinality_budget: 3 } }),
      ...(batch && { batch }),
    },
    connectors: forwards ? { forward: {} } : {},
    exporters: {
      [ids.memory]: { ...sink("memory"), sending_queue: queue },
      [ids.disk]: { ...sink("disk"), sending_queue: { ...queue, wait_for_result: false, storage: "file_storage" } },
      [ids.unqueued]: { ...sink("unqueued"), sending_queue: { enabled: false } },
      plain: {},
    },
    extensions: { file_storage: { directory: "/queue", create_directory: true } },
    service: {
      extensions: ["file_storage"],
      shutdown_timeout: "6s",
      telemetry: { ledger: { path: "/ledger" } },
      pipelines: { ...pipelines("logs"), ...pipelines("metrics") },
    },
  });
}

/** A receiver that a test pushes with: `told` gets what it writes to. */
export const scriptedReceiver = (told: (outputs: Outputs) => void) =>
  defineReceiver({
    type: "scripted",
    stability: { logs: "beta", metrics: "beta" },
    config: map({}),
    traits: () => ({}),
    create: (_settings, _config, outputs) => {
      told(outputs);
      return { start: async () => undefined, shutdown: async () => undefined };
    },
  });

/** An exporter that counts nothing by itself, and keeps its senders waiting, takes, or refuses all or a part. */
export const plainExporter = (world: World, random: SeededRandom) => {
  const consume = async (payload: Payload, { signal }: BatchContext): Promise<void> => {
    const { items } = payload;
    const left = new Promise<"left">((resolve) => signal.addEventListener("abort", () => resolve("left")));
    if (signal.aborted || (await Promise.race([world.wait(random.below(2_000)), left])) === "left")
      throw new CollectorError("PLAIN_ABORTED", "its sender left", { kind: "retryable" });
    const mood = random.next();
    if (mood < 0.1) throw new TypeError("a bug");
    if (mood < 0.3) throw new CollectorError("PLAIN_DOWN", "down", { kind: "retryable" });
    if (mood > 0.4) return;
    const rejected = [{ items: 1 + random.below(items), reason: "too_old" }];
    throw new CollectorError("PLAIN_PARTLY", "a part was rejected", { kind: "gap", rejected });
  };
  const consumer: Consumer<Payload> = { consume };
  return defineExporter({
    type: "plain",
    stability: { logs: "beta", metrics: "beta" },
    config: map({}),
    traits: () => ({ acknowledges: "delivered" }),
    create: () => ({ logs: consumer, metrics: consumer }),
  });
};
