import "reflect-metadata"; // tsyringe refuses to load without it
import type { Runtime } from "@genai-collector/component";
import type { AnyFactory, Environment } from "@genai-collector/confmap";
import type { PackageDoors } from "@genai-collector/service";
import { container, instanceCachingFactory, type DependencyContainer, type InjectionToken } from "tsyringe";
import { buildInfo, type BuildInfo } from "./build-info.ts";
import { createPackageDoors } from "./package-doors.ts";
import { ConfigurationLoader, type BuiltinFactories } from "./program/configuration-loader.ts";
import type { SignalSource } from "./program/stop-signal.ts";
import type { WorkerDoors } from "./program/run-workers.ts";
import { systemRuntime } from "./runtime/runtime.ts";
import { builtinOnDemand } from "./shipped-components.ts";
import { systemWorkers } from "./runtime/worker-processes.ts";

export const RUNTIME: InjectionToken<Runtime> = Symbol("runtime");
export const FACTORIES: InjectionToken<readonly AnyFactory[] | BuiltinFactories> = Symbol("factories");
export const BUILD_INFO: InjectionToken<BuildInfo> = Symbol("build info");
export const SIGNALS: InjectionToken<SignalSource> = Symbol("signals");
export const WORKERS: InjectionToken<WorkerDoors> = Symbol("workers");
export const PACKAGE_DOORS: InjectionToken<PackageDoors> = Symbol("package doors");
export const CONFIGURATION_LOADER: InjectionToken<ConfigurationLoader> = Symbol("configuration loader");

/** What the process is given by who starts it. */
export interface Surroundings {
  readonly env: Environment;
  /** What relative paths of the command line are relative to. */
  readonly folder: string;
  readonly signals: SignalSource;
}

/** Everything that there is one of, made when it is first asked for. */
export function buildContainer({ env, folder, signals }: Surroundings): DependencyContainer {
  const root = container.createChildContainer();
  root.register(RUNTIME, { useValue: systemRuntime });
  root.register(FACTORIES, { useValue: builtinOnDemand });
  root.register(SIGNALS, { useValue: signals });
  root.register(WORKERS, { useValue: systemWorkers });
  root.register(BUILD_INFO, { useValue: buildInfo });
  root.register(PACKAGE_DOORS, { useFactory: instanceCachingFactory(() => createPackageDoors()) });
  root.register(CONFIGURATION_LOADER, {
    useFactory: instanceCachingFactory(
      (c) =>
        new ConfigurationLoader({
          env,
          files: c.resolve(RUNTIME).files,
          builtin: c.resolve(FACTORIES),
          // Hooks into module resolution are put in place only for who has packages to load.
          packageDoors: () => c.resolve(PACKAGE_DOORS),
          folder,
        }),
    ),
  });
  return root;
}
