const minute = 60_000;

/** What one API key of the platform reads, and the receiver that polls it. */
export interface SimulatedWorkspace {
  readonly name: string;
  /** The ID of the receiver that polls it. */
  readonly receiver: string;
  /** Every metric of it begins so. */
  readonly prefix: string;
  /** Every key that makes traffic. */
  readonly keys: readonly string[];
  /** Keys by label: one pass each, with a frontier of its own. None: one pass over everything. */
  readonly useCases: Readonly<Record<string, readonly string[]>>;
  /** As far back as it is asked for; as the setup says where absent. */
  readonly maxBackfillMs?: number | undefined;
}

/** Where requests wait for a sink. */
export interface QueueSetup {
  /** On disk, where it acknowledges; in memory, where it does not. */
  readonly isDurable: boolean;
  /** Most requests in it. */
  readonly size: number;
  /** Whether pushed requests are merged in it; polled ones are cut at most. */
  readonly batches: boolean;
  /** Most points of a request. 0: no limit. */
  readonly mostPoints: number;
}

/** A pipeline of what applications push: guard, perhaps a batch, and an exporter of its own. */
export interface PushedSetup {
  /** The receiver's. */
  readonly acknowledge: "accepted" | "delivered";
  readonly hasBatch: boolean;
  readonly queue: QueueSetup;
  /** Mean time between pushes. */
  readonly everyMs: number;
}

/** Who keeps frontiers and says who leads: a file and nobody, or servers that all replicas share. */
export type Coordination = "file" | "kubernetes" | "dynamodb";

/** What a simulated collector runs. Times are in milliseconds; what is not here has its default. */
export interface Setup {
  readonly workspaces: readonly SimulatedWorkspace[];
  /** Names of sinks: each has a pipeline of its own that takes from every receiver. */
  readonly sinks: readonly string[];
  readonly cadenceMs: number;
  readonly windowMs: number;
  readonly graphs: readonly string[];
  readonly settleMs: number;
  readonly maxBackfillMs: number;
  /** Longest wait for an answer of the platform. */
  readonly httpTimeoutMs: number;
  readonly compression: "none" | "gzip";
  /** Whether the receiver looks after what its key reads. */
  readonly checksWorkspace: boolean;
  readonly queue: QueueSetup;
  /** Undefined: nobody pushes anything. */
  readonly pushed: PushedSetup | undefined;
  /** Whether a memory limiter stands in front of every pipeline. */
  readonly limitsMemory: boolean;
  /** Machines that run the same configuration, each with a disk and a clock of its own. */
  readonly replicas: number;
  readonly coordination: Coordination;
  readonly shardBy: "process" | "source";
  /** What a source may be asked, by all replicas together. */
  readonly rateLimit: { readonly perSecond: number; readonly burst: number };
  /** At the end of every pipeline's ID. */
  readonly pipelineSuffix: string;
}

/** The name of the sink of what is pushed, and the ID of the exporter to it. */
export const pushedSink = { sink: "logs", exporter: "otlp_http/logs" } as const;

/** otelcol's defaults. */
export const memoryQueue: QueueSetup = { isDurable: false, size: 1_000, batches: false, mostPoints: 0 };
/** The same on disk. */
export const durableQueue: QueueSetup = { ...memoryQueue, isDurable: true };

/** One workspace with two keys. */
export const production: SimulatedWorkspace = {
  name: "production",
  receiver: "portkey",
  prefix: "portkey_api",
  keys: ["key-chat", "key-batch"],
  useCases: {},
};

/** The usual setup: one workspace, one sink, the defaults that a user would keep. */
export const usualSetup: Setup = {
  workspaces: [production],
  sinks: ["sink"],
  cadenceMs: minute,
  windowMs: 50 * minute,
  graphs: ["requests", "cost", "tokens", "latency", "errors"],
  settleMs: 10 * minute,
  maxBackfillMs: 48 * 60 * minute,
  httpTimeoutMs: 10_000,
  compression: "none",
  checksWorkspace: false,
  queue: memoryQueue,
  pushed: undefined,
  limitsMemory: false,
  replicas: 1,
  coordination: "file",
  shardBy: "process",
  rateLimit: { perSecond: 20, burst: 40 },
  pipelineSuffix: "",
};

/** The ID of the pipeline that ends in a sink. */
export function pipelineOf({ sinks, pipelineSuffix }: Setup, sink: string): string {
  const names = [...(sinks.length === 1 ? [] : [sink]), ...(pipelineSuffix === "" ? [] : [pipelineSuffix])];
  return names.length === 0 ? "metrics" : `metrics/${names.join("-")}`;
}

/** The machines, by name. */
export function hostsOf({ replicas }: Setup): readonly string[] {
  return replicas === 1 ? ["localhost"] : Array.from({ length: replicas }, (_, index) => `replica-${index + 1}`);
}

/** The ID of the exporter to a sink. */
export function exporterOf({ sinks }: Setup, sink: string): string {
  return sinks.length === 1 ? "otlp_http" : `otlp_http/${sink}`;
}

/** Whether any queue is on disk. */
export function hasDurableQueue({ queue, pushed }: Setup): boolean {
  return queue.isDurable || pushed?.queue.isDurable === true;
}

/** The passes over a workspace: one for each use case, or one without a name. */
export function passesOf({ useCases }: SimulatedWorkspace): readonly string[] {
  const labels = Object.keys(useCases);
  return labels.length === 0 ? [""] : labels;
}
