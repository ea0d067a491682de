import {
  isCollectorError,
  type BatchContext,
  type CollectorError,
  type HttpRequest,
  type Payload,
  type Provided,
  type Settings,
} from "@genai-collector/component";
import {
  concat,
  createHost,
  createSettings,
  decodeConfig,
  Recorded,
  VirtualRuntime,
  World,
  type Answer,
  type SettingsOptions,
} from "@genai-collector/testkit";
import { gunzipSync } from "node:zlib";
import { otlpHttpExporterFactory } from "../src/index.ts";

export const sinkUrl = "https://otlp.example.org";

/** What polled data carries. */
export const coverage = {
  receiver: "portkey",
  loop: "analytics",
  pass: "",
  from: 0,
  to: 60_000,
  bucketMs: 60_000,
  observedAt: 120_000,
};

/** One exporter, and a sink that answers what the test says. */
export interface Scene {
  readonly world: World;
  readonly runtime: VirtualRuntime;
  readonly recorded: Recorded;
  readonly exporter: ReturnType<typeof otlpHttpExporterFactory.create>;
  readonly started: Promise<void>;
  /** What the sink was asked, in order. */
  readonly requests: HttpRequest[];
  /** When each arrived, in milliseconds since the first. */
  readonly times: () => number[];
  /** Advances until the sink's outcome is there: undefined for success. */
  outcome(payload: Payload, context?: Partial<BatchContext>): Promise<CollectorError | undefined>;
  /** Begins without advancing. */
  begin(payload: Payload, context?: Partial<BatchContext>): Promise<void>;
}

export type Script = readonly Answer[] | ((request: HttpRequest, number: number) => Answer | Promise<Answer>);

/** What a scene has beside its sink. */
export interface SceneOptions extends SettingsOptions {
  readonly extensions?: Readonly<Record<string, readonly Provided[]>>;
  /** Instead of what a test would give. */
  readonly settings?: Partial<Settings<never>>;
}

/** The answers come one after the other; the last one stays. Without a queue, unless `config` has one. */
export function setScene(script: Script, config: object = {}, options: SceneOptions = {}): Scene {
  const world = new World();
  const runtime = new VirtualRuntime(world, { tracing: true });
  const recorded = options.recorded ?? new Recorded();
  const { instruments } = otlpHttpExporterFactory;
  const settings = createSettings<NonNullable<typeof instruments>>("otlp_http", runtime, {
    recorded,
    instruments,
    ...options,
  });
  const raw = { endpoint: sinkUrl, sending_queue: { enabled: false }, ...config };
  const decoded = decodeConfig(otlpHttpExporterFactory.config, raw, "otlp_http");
  const exporter = otlpHttpExporterFactory.create({ ...settings, ...options.settings }, decoded);
  const started = exporter.start!(createHost(options.extensions));
  started.catch(() => undefined); // told by whatever is sent
  const requests: HttpRequest[] = [];
  const arrived: number[] = [];
  world.route(/^https?:/, (request, now) => {
    arrived.push(now);
    const number = requests.push(request);
    return typeof script === "function" ? script(request, number) : script[Math.min(number, script.length) - 1]!;
  });
  const begin = (payload: Payload, context: Partial<BatchContext> = {}): Promise<void> => {
    const given = { acknowledge: "delivered", signal: new AbortController().signal, ...context } as const;
    const promise = started.then(() => exporter[payload.signal]!.consume(payload as never, given));
    promise.catch(() => undefined); // looked at when the test gets there
    return promise;
  };
  const outcome = async (payload: Payload, context?: Partial<BatchContext>): Promise<CollectorError | undefined> => {
    try {
      await world.until(begin(payload, context));
      return undefined;
    } catch (error) {
      if (isCollectorError(error)) return error;
      throw error;
    }
  };
  return {
    world,
    runtime,
    recorded,
    exporter,
    started,
    requests,
    times: () => arrived.map((at) => at - arrived[0]!),
    outcome,
    begin,
  };
}

/** The body of a request as it was before compression. */
export function plainBody({ headers, body = [] }: HttpRequest): Uint8Array {
  const bytes = concat(body);
  return headers["content-encoding"] === "gzip" ? new Uint8Array(gunzipSync(bytes)) : bytes;
}

/** The body as it went over the wire, to compare. */
export function rawBody({ body = [] }: HttpRequest): string {
  return Buffer.from(concat(body)).toString("hex");
}
