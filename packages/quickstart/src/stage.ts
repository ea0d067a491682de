import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { TrueValue } from "@genai-collector/simulator";
import type { Ending } from "./child.ts";
import { freePort, ledgerCommand, postJson, zpagesPort } from "./loopback.ts";
import { Processes, type OnEnd } from "./processes.ts";
import { configFile, programArgs } from "./programs.ts";

const apiKey = "pk-simulated";

interface StageParts {
  readonly folder: string;
  readonly gateway: string;
  readonly sink: string;
  readonly metricsPort: number;
  readonly healthPort: number;
  readonly zpages: number;
  readonly processes: Processes;
}

/** The processes of the quick start, and where they are. */
export class Stage {
  readonly gateway: string;
  readonly sink: string;
  readonly metricsPage: string;
  readonly logFile: string;
  /** Shows what became of every item, while the collector runs. */
  readonly ledgerCommand: string;
  readonly #folder: string;
  readonly #processes: Processes;
  readonly #env: NodeJS.ProcessEnv;

  private constructor(parts: StageParts) {
    this.gateway = parts.gateway;
    this.sink = parts.sink;
    this.metricsPage = `http://127.0.0.1:${parts.metricsPort}/metrics`;
    this.logFile = join(parts.folder, "collector.log");
    this.ledgerCommand = ledgerCommand(parts.zpages);
    this.#folder = parts.folder;
    this.#processes = parts.processes;
    this.#env = {
      ...process.env,
      QUICKSTART_GATEWAY: `${parts.gateway}/v1`,
      QUICKSTART_API_KEY: apiKey,
      QUICKSTART_SINK: parts.sink,
      QUICKSTART_STATE: parts.folder,
      QUICKSTART_METRICS_PORT: String(parts.metricsPort),
      QUICKSTART_HEALTH: `127.0.0.1:${parts.healthPort}`,
      QUICKSTART_ZPAGES: `127.0.0.1:${parts.zpages}`,
    };
  }

  /** Starts gateway and sink on free ports; state of an earlier run is removed. Fails without leaving either behind. */
  static async set(folder: string, onEnd: OnEnd): Promise<Stage> {
    emptyFolder(folder);
    const processes = new Processes(onEnd);
    const seed = String(Date.now() % 1_000_000);
    const gatewayArgs = ["portkey", "--seed", seed, "--api-key", apiKey, "--max-ingestion-ms", "15000"];
    try {
      const [gateway, sink, metricsPort, healthPort, zpages] = await Promise.all([
        processes.help<{ readonly endpoint: string }>("the simulated gateway", [
          ...programArgs("packages/simulator", "cli"),
          ...gatewayArgs,
        ]),
        processes.help<{ readonly endpoint: string }>("the sink", programArgs("packages/quickstart", "sink-cli")),
        freePort(),
        freePort(),
        zpagesPort(),
      ]);
      return new Stage({
        folder,
        gateway: gateway.endpoint,
        sink: sink.endpoint,
        metricsPort,
        healthPort,
        zpages,
        processes,
      });
    } catch (error) {
      await processes.strike();
      throw error;
    }
  }

  startCollector(): void {
    this.#processes.startCollector(["--config", configFile], this.#env, this.logFile);
  }

  killCollector(): Promise<void> {
    return this.#processes.killCollector();
  }

  /** Stops the collector as an operator would. Resolves with how it ended. */
  stopCollector(): Promise<Ending | undefined> {
    return this.#processes.stopCollector();
  }

  /** Ends everything that is left. Safe twice. */
  strike(): Promise<void> {
    return this.#processes.strike();
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

/** Each run begins anew: what an earlier one left is removed. */
export function emptyFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
}
