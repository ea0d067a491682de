import {
  serverAuthenticator,
  provide,
  type CollectorView,
  type ComponentStatus,
  type Host,
  type HttpClient,
  type PipelineId,
  type ServerAuthenticator,
  type Settings,
  type StatusWatcher,
} from "@genai-collector/component";
import { frame, unframe } from "@genai-collector/config/grpc-frame";
import { createHost, createSettings, decodeConfig, Recorded, VirtualRuntime, World } from "@genai-collector/testkit";
import type { HealthCheckExtension } from "../src/health-check-extension.ts";
import { healthCheckExtensionFactory as first, healthCheckV2ExtensionFactory as second } from "../src/index.ts";

const never = new AbortController().signal;

/** A component's status, with what every test leaves alone. */
export function statusOf(
  id: string,
  kind: ComponentStatus["kind"],
  pipelines: readonly PipelineId[],
  state: ComponentStatus["state"],
  more: Partial<ComponentStatus> = {},
): ComponentStatus {
  return { id, kind, pipelines, pipeline: kind === "processor" ? pipelines[0] : undefined, state, at: 0, ...more };
}

/** The collector that a host shows: with these pipelines. */
export function viewOf(pipelines: readonly PipelineId[], configuration = "receivers: {}\n"): CollectorView {
  return {
    build: { command: "genai-collector", version: "1.2.3" },
    startedAt: 0,
    pipelines: pipelines.map((id) => ({ id, signal: "traces", receivers: [], processors: [], exporters: [] })),
    extensions: [],
    configuration: () => configuration,
    statuses: () => [],
  };
}

/** Where and with what an extension is opened. */
export interface SceneOptions {
  readonly type?: "health_check" | "healthcheckv2";
  readonly collector?: CollectorView;
  /** The extension `auth`. */
  readonly authenticate?: ServerAuthenticator["authenticate"];
}

interface Asking {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

function create(type: string, config: object, settings: Settings): HealthCheckExtension {
  const at = `extensions::${type}`;
  const created =
    type === first.type
      ? first.create(settings, decodeConfig(first.config, config, at))
      : second.create(settings, decodeConfig(second.config, config, at));
  return created as HealthCheckExtension;
}

/** An extension in a world of its own, how to tell it things, and how to ask it. */
export class Scene {
  readonly world: World;
  readonly runtime: VirtualRuntime;
  readonly recorded = new Recorded();
  readonly extension: HealthCheckExtension;
  readonly watcher: StatusWatcher;
  readonly #host: Host;
  readonly #client: HttpClient;

  private constructor(
    config: object,
    options: SceneOptions,
    world = new World(0),
    runtime = new VirtualRuntime(world),
  ) {
    const { type = "health_check", collector, authenticate } = options;
    this.world = world;
    world.network.latencyMs = 0; // asking takes no time: time is what these tests are about
    this.runtime = runtime;
    this.#client = runtime.http.open({});
    this.extension = create(type, config, createSettings(type, runtime, { recorded: this.recorded }));
    this.watcher = this.extension.provided[0]!.implementation as StatusWatcher;
    const auth = authenticate === undefined ? {} : { auth: [provide(serverAuthenticator, { authenticate })] };
    this.#host = { ...createHost(auth), collector };
  }

  /** One that listens, in a collector that still starts. */
  static async opened(config: object = {}, options: SceneOptions = {}): Promise<Scene> {
    const scene = new Scene(config, options);
    await scene.start();
    return scene;
  }

  /** The second version with both protocols, in a collector that still starts. */
  static second(config: object = {}, options: SceneOptions = {}): Promise<Scene> {
    return Scene.opened({ http: {}, grpc: {}, ...config }, { type: "healthcheckv2", ...options });
  }

  /** Another one in the same process, not started. */
  beside(config: object, options: SceneOptions = {}): Scene {
    return new Scene(config, options, this.world, this.runtime);
  }

  start(): Promise<void> {
    return this.world.until(this.extension.start(this.#host));
  }

  stop(): Promise<void> {
    return this.world.until(this.extension.shutdown(never));
  }

  /** Tells what a component says of itself, now. */
  tell(...given: Parameters<typeof statusOf>): void {
    const [id, kind, pipelines, state, more] = given;
    this.watcher.componentStatus(statusOf(id, kind, pipelines, state, { at: this.world.now, ...more }));
  }

  async ask(path = "/status", { method = "GET", headers = {} }: Asking = {}, origin = "http://localhost:13133") {
    const host = new URL(origin).host;
    const request = { method, url: `${origin}${path}`, headers: { host, ...headers }, signal: never };
    const { status, headers: answered, body } = await this.world.until(this.#client.request(request));
    const text = new TextDecoder().decode(await this.world.until(body.read(100_000)));
    return { status, headers: answered, text };
  }

  /** The body of the status page, with its code. */
  async status(query = ""): Promise<{ readonly code: number; readonly body: Record<string, unknown> }> {
    const { status, text } = await this.ask(`/status${query}`);
    return { code: status, body: JSON.parse(text) as Record<string, unknown> };
  }

  /** Begins a gRPC call. */
  async call(method: string, body: Uint8Array, { headers = {}, ...more }: Asking & { signal?: AbortSignal } = {}) {
    const request = {
      method: more.method ?? "POST",
      url: `http://localhost:13132/grpc.health.v1.Health/${method}`,
      headers: { "content-type": "application/grpc", ...headers },
      body: [body],
      signal: more.signal ?? never,
    };
    return (await this.world.until(this.#client.request(request))) as Answered;
  }

  /** What `Check` says: the status's number, or how the call failed. */
  async check(service = ""): Promise<number | { readonly code: number; readonly message: string }> {
    const answered = await this.call("Check", requestOf(service));
    const body = await this.world.until(answered.body.read(1_000));
    const code = Number(answered.trailers?.["grpc-status"] ?? answered.headers["grpc-status"]);
    if (code !== 0) return { code, message: decodeURIComponent(answered.headers["grpc-message"] ?? "") };
    return statusIn(body);
  }

  /** Begins `Watch`: what it has told so far, and how it ended. */
  async watch(service = "", signal?: AbortSignal): Promise<Watching> {
    const watching: Watching = { told: [], ended: undefined };
    const answered = await this.call("Watch", requestOf(service), signal === undefined ? {} : { signal });
    if (answered.headers["grpc-status"] !== undefined) watching.ended = Number(answered.headers["grpc-status"]);
    void (async () => {
      try {
        for await (const part of answered.body) watching.told.push(statusIn(part));
        watching.ended ??= Number(answered.trailers!["grpc-status"]);
      } catch {
        watching.ended ??= "left";
      }
    })();
    await this.world.advance(0);
    return watching;
  }
}

type Answered = Awaited<ReturnType<ReturnType<VirtualRuntime["http"]["open"]>["request"]>> & {
  readonly trailers?: Readonly<Record<string, string>>;
};

/** A `Watch` call, as its client sees it. */
export interface Watching {
  readonly told: number[];
  ended: number | "left" | undefined;
}

/** `HealthCheckRequest { service }`, framed. */
export function requestOf(service: string): Uint8Array {
  const name = new TextEncoder().encode(service);
  return frame(name.length === 0 ? name : Uint8Array.of(0x0a, name.length, ...name));
}

function statusIn(body: Uint8Array): number {
  const framed = unframe(body, 100);
  if ("problem" in framed) throw new Error(framed.problem);
  if (framed.message.length !== 2 || framed.message[0] !== 8) throw new Error("this is no HealthCheckResponse");
  return framed.message[1]!;
}
