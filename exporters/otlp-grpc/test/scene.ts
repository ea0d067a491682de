import {
  isCollectorError,
  timersOver,
  type BatchContext,
  type CollectorError,
  type Payload,
  type Provided,
  type Runtime,
} from "@genai-collector/component";
import { createHost, createSettings, decodeConfig, Recorded, VirtualRuntime, World } from "@genai-collector/testkit";
import { otlpGrpcExporterFactory } from "../src/index.ts";

const after: Runtime["timers"]["after"] = (ms, run) => {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
};

/** Real time and sockets; compression is real in virtual runtimes, too, and the rest is not used. */
export function realRuntime(world = new World()): Runtime {
  const timers = {
    after,
    ...timersOver(after),
    pause: () => new Promise<void>((resolve) => void setImmediate(resolve)),
  };
  const clock = { now: () => Date.now(), monotonic: () => performance.now() };
  return Object.assign(new VirtualRuntime(world), { clock, timers });
}

/** One started exporter over real sockets. */
export interface Scene {
  readonly recorded: Recorded;
  readonly exporter: ReturnType<typeof otlpGrpcExporterFactory.create>;
  /** Undefined for success. */
  outcome(payload: Payload, context?: Partial<BatchContext>): Promise<CollectorError | undefined>;
  consume(payload: Payload, context?: Partial<BatchContext>): Promise<void>;
  shutdown(): Promise<void>;
}

export interface SceneOptions {
  /** Whose disk it reads. */
  readonly world?: World;
  readonly extensions?: Readonly<Record<string, readonly Provided[]>>;
}

/** Plain text, and quick retries, unless `config` says otherwise. */
export async function setScene(config: object, { extensions, world }: SceneOptions = {}): Promise<Scene> {
  const { create, instruments, config: spec } = otlpGrpcExporterFactory;
  const recorded = new Recorded();
  const settings = createSettings<NonNullable<typeof instruments>>("otlp_grpc", realRuntime(world), {
    recorded,
    instruments,
  });
  const quick = { initial_interval: "10ms", max_elapsed_time: "10s" };
  const decoded = decodeConfig(
    spec,
    {
      tls: { insecure: true },
      compression: "none",
      retry_on_failure: quick,
      sending_queue: { enabled: false },
      ...config,
    },
    "otlp_grpc",
  );
  const exporter = create(settings, decoded);
  await exporter.start!(createHost(extensions));
  const consume = (payload: Payload, context: Partial<BatchContext> = {}): Promise<void> =>
    exporter[payload.signal]!.consume(payload as never, {
      acknowledge: "delivered",
      signal: new AbortController().signal,
      ...context,
    });
  return {
    recorded,
    exporter,
    consume,
    outcome: async (payload, context) => {
      try {
        await consume(payload, context);
        return undefined;
      } catch (error) {
        if (isCollectorError(error)) return error;
        throw error;
      }
    },
    shutdown: () => exporter.shutdown!(AbortSignal.abort()),
  };
}

/** No attempt after the first. */
export const noRetry = { retry_on_failure: { enabled: false } };
