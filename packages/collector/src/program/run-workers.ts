import { errorMessage, processReadings } from "@genai-collector/service";
import type { Locations } from "../command-line.ts";
import type { ReadFiles, WorkerProcesses } from "../workers/messages.ts";
import { Supervisor } from "../workers/supervisor.ts";
import { WorkerLink, type SupervisorChannel, type WorkerIdentity } from "../workers/worker-link.ts";
import type { ConfigurationLoader, LoadedConfiguration } from "./configuration-loader.ts";
import { readProcess } from "./read-process.ts";
import { rememberedBy, RememberedFiles } from "./remembered-files.ts";
import { loggerOf, runCollector, type CollectorWorld } from "./run-collector.ts";
import { awaitStopSignal, ignoreStopSignals, type SignalSource, type StopSignal } from "./stop-signal.ts";

/** Where worker processes come from. */
export interface WorkerDoors {
  /** Which worker this process is; undefined where it is none. */
  own(): { readonly identity: WorkerIdentity; readonly channel: SupervisorChannel } | undefined;
  processes(collector: Omit<WorkerIdentity, "index">): WorkerProcesses;
  /** Ends this process as the signal does where nobody listens to it. */
  endBy(signal: StopSignal): void;
}

/** Where the program runs. */
export interface ProgramWorld extends CollectorWorld {
  readonly loader: ConfigurationLoader;
  readonly signals: SignalSource;
  readonly workers: WorkerDoors;
}

/**
 * Runs a collector: in this process, as one of its workers, or as the supervisor of several. Resolves with the exit code;
 * rejects when it could not start.
 */
export async function run(locations: Locations, world: ProgramWorld): Promise<number> {
  const own = world.workers.own();
  if (own !== undefined) {
    return runWorker(locations, world, new WorkerLink(own.identity, own.channel, world.runtime.timers));
  }
  const files = new RememberedFiles(world.runtime.files);
  const loaded = await world.loader.load(locations, files);
  return loaded.configuration.workers > 1 ? supervise(loaded, files.contents, world) : runCollector(loaded, world);
}

/** What is wrong is told by the supervisor, not here. */
async function runWorker(locations: Locations, world: ProgramWorld, link: WorkerLink): Promise<number> {
  // A terminal sends them to all processes: the supervisor tells what to do. Without one, they end a worker at once.
  const heedSignals = ignoreStopSignals(world.signals);
  void link.lost.then(heedSignals);
  try {
    const files = await Promise.race([link.begun, link.stopped]);
    if (typeof files === "string") return 0;
    return await runCollector(await world.loader.load(locations, rememberedBy(files)), world, link);
  } catch (error) {
    link.failed(errorMessage(error));
    return 1;
  } finally {
    link.close();
  }
}

async function supervise(
  { configuration }: LoadedConfiguration,
  files: ReadFiles,
  { runtime, build, signals, workers }: ProgramWorld,
): Promise<number> {
  const logger = loggerOf(configuration);
  const { workers: count, shutdownTimeoutMs, telemetry } = configuration;
  const supervisor = new Supervisor({
    count,
    shutdownTimeoutMs,
    files,
    processes: workers.processes({ count, instanceId: runtime.random.uuid(), startedAt: runtime.clock.now() }),
    timers: runtime.timers,
    monotonic: () => runtime.clock.monotonic(),
    logger,
    ownReadings: processReadings(telemetry.metrics.level, readProcess),
  });
  const { stopped, forget } = awaitStopSignal(signals, logger, (signal) => {
    supervisor.kill();
    logger.flush();
    workers.endBy(signal);
  });
  logger.info({ Version: build.version, workers: count }, `Starting ${build.command}...`);
  try {
    return await supervisor.run(stopped);
  } finally {
    forget();
    logger.flush();
  }
}
