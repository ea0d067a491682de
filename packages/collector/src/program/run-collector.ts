import type { Runtime } from "@genai-collector/component";
import { formatWarning, type Configuration } from "@genai-collector/confmap";
import { BuildError, createService, errorMessage, type Service, type ServiceOptions } from "@genai-collector/service";
import type { BuildInfo } from "../build-info.ts";
import { createLogger, type ProgramLogger } from "../logger.ts";
import { ConfigurationError, findingsAsProblems } from "./configuration-error.ts";
import type { LoadedConfiguration } from "./configuration-loader.ts";
import { readProcess } from "./read-process.ts";
import { locatedStartError } from "./start-failure.ts";

/** The service's options from a configuration, in the real world or another. */
export function serviceOptions(
  configuration: Configuration,
  world: { readonly runtime: Runtime; readonly build: BuildInfo; readonly logger: ServiceOptions["logger"] },
): ServiceOptions {
  return { ...world, configuration, readProcess, writeConsole: (text) => void process.stdout.write(text) };
}

/** A logger as `service.telemetry.logs` asks for it. */
export function loggerOf({ telemetry }: Configuration): ProgramLogger {
  const { level, encoding, output_paths, initial_fields } = telemetry.logs;
  return createLogger({ level, encoding, outputPaths: output_paths, initialFields: initial_fields });
}

/** Runs until a signal or a fatal error. Resolves with the exit code; rejects when it could not start. */
export async function runCollector(
  { configuration, warnings }: LoadedConfiguration,
  { runtime, build }: { readonly runtime: Runtime; readonly build: BuildInfo },
): Promise<number> {
  const logger = loggerOf(configuration);
  try {
    for (const warning of warnings) logger.warn({}, formatWarning(warning));
    const service = await buildService(configuration, { runtime, build, logger });
    // While it starts, a signal stops it too: what has started is stopped in order.
    const stopped = stopSignal(logger);
    return await untilStopped(service, stopped, logger);
  } catch (error) {
    throw locatedStartError(configuration, error);
  } finally {
    logger.flush();
  }
}

async function buildService(
  configuration: Configuration,
  world: Parameters<typeof serviceOptions>[1],
): Promise<Service> {
  try {
    return await createService(serviceOptions(configuration, world));
  } catch (error) {
    if (!(error instanceof BuildError)) throw error;
    throw new ConfigurationError(findingsAsProblems(configuration, error.findings));
  }
}

async function untilStopped(service: Service, stopped: Promise<string>, logger: ProgramLogger): Promise<number> {
  const starting = service.start();
  const early = await Promise.race([starting.then(() => undefined), stopped]);
  if (early !== undefined) {
    starting.catch(() => undefined); // it was told to stop: that it did not start is no news
    return shutDown(service, logger, 0);
  }
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

/** Resolves with the first SIGINT or SIGTERM. The second ends the process at once, by the system's default action. */
function stopSignal(logger: ProgramLogger): Promise<string> {
  return new Promise((resolve) => {
    const names = ["SIGINT", "SIGTERM"] as const;
    const stop = (signal: NodeJS.Signals): void => {
      for (const name of names) process.off(name, stop);
      logger.info({ signal: signal === "SIGINT" ? "interrupt" : "terminated" }, "Received signal from OS");
      resolve(signal);
    };
    for (const name of names) process.on(name, stop);
  });
}
