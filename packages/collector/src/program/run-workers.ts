import type { SupervisorChannel, WorkerIdentity } from "../workers/worker-link.ts";
import type { WorkerProcesses } from "../workers/messages.ts";
import { Supervisor } from "../workers/supervisor.ts";
import { WorkerLink } from "../workers/worker-link.ts";
import type { LoadedConfiguration } from "./configuration-loader.ts";
import { loggerOf, runCollector, type CollectorWorld } from "./run-collector.ts";
import { awaitStopSignal, type SignalSource } from "./stop-signal.ts";

/** Where worker processes come from. */
export interface WorkerDoors {
  /** Which worker this process is; undefined where it is none. */
  own(): { readonly identity: WorkerIdentity; readonly channel: SupervisorChannel } | undefined;
  processes(count: number, instanceId: string): WorkerProcesses;
}

/** Runs a collector: in this process, as one of its workers, or as the supervisor of several. */
export async function run(
  loaded: LoadedConfiguration,
  world: CollectorWorld & { readonly signals: SignalSource; readonly workers: WorkerDoors },
): Promise<number> {
  const own = world.workers.own();
  if (own !== undefined) {
    return runCollector(loaded, world, new WorkerLink(own.identity, own.channel, world.runtime.timers));
  }
  return loaded.configuration.workers > 1 ? supervise(loaded, world) : runCollector(loaded, world);
}

async function supervise(
  { configuration }: LoadedConfiguration,
  { runtime, signals, workers }: CollectorWorld & { readonly signals: SignalSource; readonly workers: WorkerDoors },
): Promise<number> {
  const logger = loggerOf(configuration);
  const { stopped, forget } = awaitStopSignal(signals, logger);
  const count = configuration.workers;
  const supervisor = new Supervisor({
    count,
    shutdownTimeoutMs: configuration.shutdownTimeoutMs,
    processes: workers.processes(count, runtime.random.uuid()),
    timers: runtime.timers,
    monotonic: () => runtime.clock.monotonic(),
    logger,
  });
  logger.info({ workers: count }, "Starting workers...");
  try {
    return await supervisor.run(stopped);
  } finally {
    forget();
    logger.flush();
  }
}
