import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { freePort, ledgerCommand, zpagesPort } from "../loopback.ts";
import { Processes, type OnEnd } from "../processes.ts";
import { programArgs } from "../programs.ts";
import { emptyFolder } from "../stage.ts";
import { effectiveConfig, type EffectiveConfig } from "./effective-config.ts";
import { overlayOf } from "./overlay.ts";
import type { Change, Listening, Platform } from "./platform.ts";

/** A receiver of the configuration, and the platform that is simulated for it. */
export interface SimulatedReceiver {
  readonly id: string;
  readonly platform: Platform;
}

/** The same, with where the platform listens. */
export interface RunningReceiver extends SimulatedReceiver {
  readonly at: Listening;
}

/** What a run is made of. */
export interface Cast {
  readonly files: readonly string[];
  /** As they are, before anything is laid over them. */
  readonly config: EffectiveConfig;
  readonly receivers: readonly SimulatedReceiver[];
  readonly env: NodeJS.ProcessEnv;
  readonly folder: string;
}

/** The processes of a demonstration, and where they are. */
export interface DemonstrationStage {
  readonly receivers: readonly RunningReceiver[];
  readonly sink: string;
  readonly metricsPage: string;
  readonly logFile: string;
  readonly overlayFile: string;
  /** Where the collector keeps its files. */
  readonly folder: string;
  /** As it runs: with what is laid over the files. */
  readonly config: EffectiveConfig;
  /** What differs beside addresses and keys, by receiver. */
  readonly told: ReadonlyMap<string, readonly string[]>;
  /** Shows what became of every item, while the collector runs; undefined where the files have no zpages. */
  readonly ledgerCommand: string | undefined;
  readonly processes: Processes;
  startCollector(): void;
}

/** Starts platforms and sink on free ports, and writes what is laid over the files. Fails without leaving any behind. */
export async function setStage(cast: Cast, onEnd: OnEnd): Promise<DemonstrationStage> {
  emptyFolder(cast.folder);
  const processes = new Processes(onEnd);
  try {
    return await setWith(processes, cast);
  } catch (error) {
    await processes.strike();
    throw error;
  }
}

async function setWith(processes: Processes, cast: Cast): Promise<DemonstrationStage> {
  const { files, env, folder, config } = cast;
  const [sink, receivers, metricsPort, zpages] = await Promise.all([
    startSink(processes, cast),
    Promise.all(cast.receivers.map(async (each) => ({ ...each, at: await startPlatform(processes, each.platform) }))),
    freePort(),
    zpagesPort(),
  ]);
  const changes = new Map<string, Change>();
  for (const { id, platform, at } of receivers) changes.set(id, await platform.change(config.receivers[id]!, at));
  const settings = Object.fromEntries([...changes].map(([id, change]) => [id, change.settings]));
  const overlay = await overlayOf(config, settings, { sink, folder, metricsPort, zpages, freePort });
  const overlayFile = join(folder, "overlay.yaml");
  // JSON is YAML, too.
  writeFileSync(overlayFile, `${JSON.stringify(overlay, undefined, 2)}\n`, { mode: 0o600 });
  const all = [...files, overlayFile];
  const logFile = join(folder, "collector.log");
  return {
    receivers,
    sink,
    metricsPage: `http://127.0.0.1:${metricsPort}/metrics`,
    logFile,
    overlayFile,
    folder,
    config: await effectiveConfig(all, env),
    told: new Map([...changes].map(([id, { told }]) => [id, told])),
    ledgerCommand: config.service.extensions?.includes("zpages") === true ? ledgerCommand(zpages) : undefined,
    processes,
    startCollector: () =>
      processes.startCollector(
        all.flatMap((file) => ["--config", file]),
        env,
        logFile,
      ),
  };
}

async function startSink(processes: Processes, { receivers }: Cast): Promise<string> {
  const keys = receivers.map(({ platform }) => platform.apiKey);
  const args = [...programArgs("packages/quickstart", "sink-cli"), ...keys];
  return (await processes.help<{ readonly endpoint: string }>("the sink", args)).endpoint;
}

function startPlatform(processes: Processes, { type, title, apiKey, simulatorArgs }: Platform): Promise<Listening> {
  const seed = String(Date.now() % 1_000_000);
  const args = [type, "--seed", seed, "--api-key", apiKey, ...simulatorArgs];
  return processes.help<Listening>(`the simulated ${title}`, [...programArgs("packages/simulator", "cli"), ...args]);
}
