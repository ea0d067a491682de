import "reflect-metadata"; // tsyringe refuses to load without it
import type { Runtime } from "@genai-collector/component";
import type { AnyFactory } from "@genai-collector/confmap";
import type { PackageDoors } from "@genai-collector/service";
import { container, instanceCachingFactory, type DependencyContainer, type InjectionToken } from "tsyringe";
import { buildInfo, type BuildInfo } from "./build-info.ts";
import { builtinFactories } from "./components.ts";
import { createPackageDoors } from "./package-doors.ts";
import { ConfigurationLoader } from "./program/configuration-loader.ts";
import { systemRuntime } from "./runtime/runtime.ts";

export const RUNTIME: InjectionToken<Runtime> = Symbol("runtime");
export const FACTORIES: InjectionToken<readonly AnyFactory[]> = Symbol("factories");
export const BUILD_INFO: InjectionToken<BuildInfo> = Symbol("build info");
export const PACKAGE_DOORS: InjectionToken<PackageDoors> = Symbol("package doors");
export const CONFIGURATION_LOADER: InjectionToken<ConfigurationLoader> = Symbol("configuration loader");

/** Everything that there is one of, made when it is first asked for. */
export function buildContainer(): DependencyContainer {
  const root = container.createChildContainer();
  root.register(RUNTIME, { useValue: systemRuntime });
  root.register(FACTORIES, { useValue: builtinFactories });
  root.register(BUILD_INFO, { useValue: buildInfo });
  root.register(PACKAGE_DOORS, { useFactory: instanceCachingFactory(() => createPackageDoors()) });
  root.register(CONFIGURATION_LOADER, {
    useFactory: instanceCachingFactory(
      (c) =>
        new ConfigurationLoader({
          env: process.env,
          files: c.resolve(RUNTIME).files,
          builtin: c.resolve(FACTORIES),
          // Hooks into module resolution are put in place only for who has packages to load.
          packageDoors: () => c.resolve(PACKAGE_DOORS),
          folder: process.cwd(),
        }),
    ),
  });
  return root;
}
