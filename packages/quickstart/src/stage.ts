import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { TrueValue } from "@genai-collector/simulator";
import { startAndRead, startQuietly, type Child } from "./child.ts";
import { freePort, postJson } from "./loopback.ts";
import { configFile, programArgs } from "./programs.ts";

const apiKey = "pk-simulated";

/** The processes of the quick start, and where they are. */
export class Stage {
  readonly gateway: string;
  readonly sink: string;
  readonly metricsPage: string;
  readonly logFile: string;
  readonly #folder: string;
  readonly #helpers: readonly Child[];
  readonly #env: NodeJS.ProcessEnv;
  #collector: Child | undefined;
  #isStopping = false;
  /** Told when the collector ends by itself. */
  readonly #onEnd: (code: number | null) => void;

  private constructor(parts: {
    readonly folder: string;
    readonly gateway: string;
    readonly sink: string;
    readonly metricsPort: number;
    readonly healthPort: number;
    readonly helpers: readonly Child[];
    readonly onEnd: (code: number | null) => void;
  }) {
    this.gateway = parts.gateway;
    this.sink = parts.sink;
    this.metricsPage = `http://127.0.0.1:${parts.metricsPort}/metrics`;
    this.logFile = join(parts.folder, "collector.log");
    this.#folder = parts.folder;
    this.#helpers = parts.helpers;
    this.#onEnd = parts.onEnd;
    this.#env = {
      ...process.env,
      QUICKSTART_GATEWAY: `${parts.gateway}/v1`,
      QUICKSTART_API_KEY: apiKey,
      QUICKSTART_SINK: parts.sink,
      QUICKSTART_STATE: parts.folder,
      QUICKSTART_METRICS_PORT: String(parts.metricsPort),
      QUICKSTART_HEALTH: `127.0.0.1:${parts.healthPort}`,
    };
  }

  /** Starts gateway and sink on free ports; state of an earlier run is removed. */
  static async set(folder: string, onEnd: (code: number | null) => void): Promise<Stage> {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const seed = String(Date.now() % 1_000_000);
    const simulatorArgs = ["portkey", "--seed", seed, "--api-key", apiKey, "--max-ingestion-ms", "15000"];
    const [simulator, sink, metricsPort, healthPort] = await Promise.all([
      startAndRead<{ readonly endpoint: string }>(
        [...programArgs("packages/simulator", "cli"), ...simulatorArgs],
        process.env,
      ),
      startAndRead<{ readonly endpoint: string }>(programArgs("packages/quickstart", "sink-cli"), process.env),
      freePort(),
      freePort(),
    ]);
    const [gateway, sinkEndpoint] = [simulator.ready.endpoint, sink.ready.endpoint];
    return new Stage({
      folder,
      gateway,
      sink: sinkEndpoint,
      metricsPort,
      healthPort,
      helpers: [simulator, sink],
      onEnd,
    });
  }

  async startCollector(): Promise<void> {
    const args = [...programArgs("packages/collector", "cli"), "--config", configFile];
    const collector = startQuietly(args, this.#env, this.logFile);
    this.#collector = collector;
    void collector.exited.then((code) => {
      if (this.#collector === collector && !this.#isStopping) this.#onEnd(code);
    });
  }

  async killCollector(): Promise<void> {
    const collector = this.#collector;
    this.#collector = undefined;
    collector?.kill("SIGKILL");
    await collector?.exited;
  }

  /** Stops the collector as an operator would. Resolves with its exit code. */
  async stopCollector(): Promise<number | null> {
    this.#isStopping = true;
    this.#collector?.kill("SIGTERM");
    return (await this.#collector?.exited) ?? null;
  }

  /** Ends everything that is left. Safe twice. */
  async strike(): Promise<void> {
    this.#isStopping = true;
    await this.killCollector();
    for (const helper of this.#helpers) helper.kill("SIGTERM");
    await Promise.all(this.#helpers.map((helper) => helper.exited));
  }

  /** What the gateway's requests add up to, for bucket ends in (from, to]. */
  truth(from: number, to: number): Promise<TrueValue[]> {
    return postJson(`${this.gateway}/_sim/truth`, { from, to });
  }

  /** How far the collector says that it has delivered: the checkpoint's frontier. Undefined: nothing saved. */
  frontier(): number | undefined {
    const file = JSON.parse(readFileSync(join(this.#folder, "checkpoint.json"), "utf8")) as {
      readonly lanes: readonly { readonly frontier: { readonly time: number } }[];
    };
    return file.lanes[0]?.frontier.time;
  }
}
