import { builtinFactories, ConfigurationLoader, type LoadedConfiguration } from "@genai-collector/collector";

import type { ConfiguredComponents } from "@genai-collector/confmap";
import { observed } from "./observed-extension.ts";
import { sharedExtensions } from "./shared-extensions.ts";

/** A configuration that can be built. */
export type Configuration = LoadedConfiguration["configuration"];

type AnyFactory = (typeof builtinFactories)[number];

/** What configurations are made from, as on a command line. */
export interface ConfigurationFiles {
  /** Paths, or `yaml:` and the text; later ones win. */
  readonly config: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Reads a file that `config` names; undefined: there is none. Default: there are no files. */
  readonly read?: (path: string) => Promise<Uint8Array | undefined>;
  /** Factories that take the place of those with their type. */
  readonly instead?: readonly object[] | undefined;
}

/**
 * Decodes a configuration as the program does, with the components that ship. `instead`: factories that take the place of
 * those with their type. Throws what the program would print.
 */
export function loadConfiguration(yaml: string, instead: readonly object[] = []): Promise<Configuration> {
  return loadFiles({ config: [`yaml:${yaml}`], instead });
}

/** The same for files that lie somewhere, with their environment. */
export async function loadFiles({ config, env = {}, read, instead = [] }: ConfigurationFiles): Promise<Configuration> {
  const given = instead as readonly AnyFactory[];
  const others = [...without(sharedExtensions, given), ...given];
  const kept = without(builtinFactories, others);
  const loader = new ConfigurationLoader({
    env,
    files: { read: read ?? (() => Promise.resolve(undefined)) },
    builtin: [...kept, ...others].map((factory) => observed(factory)),
    packageDoors: () => {
      throw new Error("simulations load no packages");
    },
    folder: "/",
  });
  return (await loader.load({ config, set: [], components: [] })).configuration;
}

/** The same for one process: components may know each other by an object of it, and never those of another process. */
export function ownCopy(configuration: Configuration): Configuration {
  const { receivers, processors, exporters, connectors, extensions } = configuration;
  return {
    ...configuration,
    receivers: ownConfigs(receivers),
    processors: ownConfigs(processors),
    exporters: ownConfigs(exporters),
    connectors: ownConfigs(connectors),
    extensions: ownConfigs(extensions),
  };
}

function ownConfigs<F>(components: ConfiguredComponents<F>): ConfiguredComponents<F> {
  return new Map(
    [...components].map(([id, component]) => [id, { ...component, config: { ...(component.config as object) } }]),
  );
}

/** Those of a list whose place nobody takes. */
function without(factories: readonly AnyFactory[], others: readonly AnyFactory[]): readonly AnyFactory[] {
  return factories.filter(({ type, kind }) => !others.some((it) => it.type === type && it.kind === kind));
}
