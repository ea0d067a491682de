import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { TrueValue } from "@genai-collector/simulator";
import { startAndRead, startQuietly, type Child, type Ending } from "./child.ts";
import { lastError } from "./collector-log.ts";
import { freePort, postJson } from "./loopback.ts";
import { configFile, programArgs } from "./programs.ts";

const apiKey = "pk-simulated";

/** Told when a process ends by itself: what happened, for people. */
export type OnEnd = (what: string) => void;

interface StageParts {
  readonly folder: string;
  readonly gateway: string;
  readonly sink: string;
  readonly metricsPort: number;
  readonly healthPort: number;
  readonly helpers: readonly Child[];
  readonly onEnd: OnEnd;
}

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
  readonly #onEnd: OnEnd;

  private constructor(parts: StageParts) {
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

  /** Starts gateway and sink on free ports; state of an earlier run is removed. Fails without leaving either behind. */
  static async set(folder: string, onEnd: OnEnd): Promise<Stage> {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const seed = String(Date.now() % 1_000_000);
    const gatewayArgs = ["portkey", "--seed", seed, "--api-key", apiKey, "--max-ingestion-ms", "15000"];
    const gateway = startAndRead<{ readonly endpoint: string }>(
      "the simulated gateway",
      [...programArgs("packages/simulator", "cli"), ...gatewayArgs],
      process.env,
    );
    const sink = startAndRead<{ readonly endpoint: string }>(
      "the sink",
      programArgs("packages/quickstart", "sink-cli"),
      process.env,
    );
    const helpers = [gateway, sink];
    try {
      const [at, sinkAt, metricsPort, healthPort] = await Promise.all([
        gateway.ready,
        sink.ready,
        freePort(),
        freePort(),
      ]);
      const stage = new Stage({
        folder,
        gateway: at.endpoint,
        sink: sinkAt.endpoint,
        metricsPort,
        healthPort,
        helpers,
        onEnd,
      });
      stage.#tellEnd("the simulated gateway", gateway);
      stage.#tellEnd("the sink", sink);
      return stage;
    } catch (error) {
      for (const helper of helpers) helper.kill("SIGTERM");
      throw error;
    }
  }

  startCollector(): void {
    const args = [...programArgs("packages/collector", "cli"), "--config", configFile];
    const collector = startQuietly(args, this.#env, this.logFile);
    this.#collector = collector;
    this.#tellEnd("the collector", collector, () => {
      const why = lastError(this.logFile);
      return why === undefined ? "" : `: ${why}`;
    });
  }

  /** Of a process that nobody asked to end. */
  #tellEnd(name: string, child: Child, why: () => string = () => ""): void {
    const tell = (how: string): void => {
      const isAsked = this.#isStopping || (name === "the collector" && this.#collector !== child);
      if (!isAsked) this.#onEnd(`${name} ${how}${why()}`);
    };
    child.exited.then(
      (ending) => tell(`ended by itself with ${ending}`),
      (error: unknown) => tell(`could not be started: ${(error as Error).message}`),
    );
  }

  async killCollector(): Promise<void> {
    const collector = this.#collector;
    this.#collector = undefined;
    collector?.kill("SIGKILL");
    await collector?.exited;
  }

  /** Stops the collector as an operator would. Resolves with how it ended. */
  async stopCollector(): Promise<Ending | undefined> {
    this.#isStopping = true;
    this.#collector?.kill("SIGTERM");
    return this.#collector?.exited;
  }

  /** Ends everything that is left. Safe twice. */
  async strike(): Promise<void> {
    this.#isStopping = true;
    await this.killCollector();
    for (const helper of this.#helpers) helper.kill("SIGTERM");
    await Promise.allSettled(this.#helpers.map((helper) => helper.exited));
  }

  /** What the gateway's requests add up to, for bucket ends in (from, to]. */
  truth(from: number, to: number): Promise<TrueValue[]> {
    return postJson(`${this.gateway}/_sim/truth`, { from, to });
  }

  /** How far the collector says that it has delivered: the checkpoint's frontier. Undefined: nothing saved. */
  frontier(): number | undefined {
    const path = join(this.#folder, "checkpoint.json");
    if (!existsSync(path)) return undefined;
    const file = JSON.parse(readFileSync(path, "utf8")) as {
      readonly lanes: readonly { readonly frontier: { readonly time: number } }[];
    };
    return file.lanes[0]?.frontier.time;
  }
}
