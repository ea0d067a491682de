import type { Runtime } from "@genai-collector/component";
import { effectiveTree, formatWarning, renderYaml, type Configuration } from "@genai-collector/confmap";
import { BuildError, createService, errorMessage, type Service, type ServiceOptions } from "@genai-collector/service";
import type { BuildInfo } from "../build-info.ts";
import { createLogger, type ProgramLogger } from "../logger.ts";
import { ConfigurationError, findingsAsProblems } from "./configuration-error.ts";
import type { LoadedConfiguration } from "./configuration-loader.ts";
import { readProcess } from "./read-process.ts";
import { locatedStartError } from "./start-failure.ts";
import type { WorkerLink } from "../workers/worker-link.ts";
import { awaitStopSignal, type SignalSource } from "./stop-signal.ts";

/** Where a collector runs: the real world, or another. */
export interface CollectorWorld {
  readonly runtime: Runtime;
  readonly build: BuildInfo;
  readonly writeConsole: (text: string) => void;
}

/** The service's options from a configuration. */
export function serviceOptions(
  configuration: Configuration,
  { runtime, build, writeConsole }: CollectorWorld,
  logger: ServiceOptions["logger"],
): ServiceOptions {
  const effectiveConfiguration = (): string => renderYaml(effectiveTree(configuration), { redact: true });
  return { configuration, runtime, build, writeConsole, logger, readProcess, effectiveConfiguration };
}

/** A logger as `service.telemetry.logs` asks for it. */
export function loggerOf({ telemetry }: Configuration, fields: Readonly<Record<string, unknown>> = {}): ProgramLogger {
  const { level, encoding, output_paths, initial_fields } = telemetry.logs;
  return createLogger({ level, encoding, outputPaths: output_paths, initialFields: { ...initial_fields, ...fields } });
}

/**
 * Runs until a signal, or the supervisor's word, or a fatal error. Resolves with the exit code; rejects when it could not
 * start.
 */
export async function runCollector(
  { configuration, warnings }: LoadedConfiguration,
  world: CollectorWorld & { readonly signals: SignalSource },
  link?: WorkerLink,
): Promise<number> {
  const logger = loggerOf(configuration, link === undefined ? {} : { worker: link.place.index });
  try {
    // One worker says for all what is to be said of the configuration.
    if ((link?.place.index ?? 0) === 0) for (const warning of warnings) logger.warn({}, formatWarning(warning));
    const options = { ...serviceOptions(configuration, world, logger), place: link?.place };
    const service = await buildService(configuration, options);
    // While it starts, a signal stops it too: what has started is stopped in order.
    const { stopped, forget } = link === undefined ? awaitStopSignal(world.signals, logger) : stopsOf(link, logger);
    return await untilStopped(service, stopped, logger, () => link?.ready(service)).finally(forget);
  } catch (error) {
    throw locatedStartError(configuration, error);
  } finally {
    logger.flush();
  }
}

function stopsOf({ stopped, lost }: WorkerLink, logger: ProgramLogger) {
  void lost.then(() => logger.warn({}, "The supervisor is gone. The worker stops."));
  return { stopped, forget: (): void => undefined };
}

async function buildService(configuration: Configuration, options: ServiceOptions): Promise<Service> {
  try {
    return await createService(options);
  } catch (error) {
    if (!(error instanceof BuildError)) throw error;
    throw new ConfigurationError(findingsAsProblems(configuration, error.findings));
  }
}

async function untilStopped(
  service: Service,
  stopped: Promise<string>,
  logger: ProgramLogger,
  ready: () => void,
): Promise<number> {
  const starting = service.start();
  const early = await Promise.race([starting.then(() => undefined), stopped]);
  if (early !== undefined) {
    starting.catch(() => undefined); // it was told to stop: that it did not start is no news
    return shutDown(service, logger, 0);
  }
  ready();
  // The service has logged it.
  const outcome = await Promise.race([stopped, service.fatal]);
  if (typeof outcome === "string") return shutDown(service, logger, 0);
  return shutDown(service, logger, 1);
}

async function shutDown(service: Service, logger: ProgramLogger, code: number): Promise<number> {
  try {
    await service.shutdown();
    return code;
  } catch (error) {
    logger.error({}, errorMessage(error));
    return 1;
  }
}
