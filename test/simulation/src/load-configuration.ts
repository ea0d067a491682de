import { builtinFactories, ConfigurationLoader, type LoadedConfiguration } from "@genai-collector/collector";

/** A configuration that can be built. */
export type Configuration = LoadedConfiguration["configuration"];

type AnyFactory = (typeof builtinFactories)[number];

/**
 * Decodes a configuration as the program does, with the components that ship. `instead`: factories that take the place of
 * those with their type. Throws what the program would print.
 */
export async function loadConfiguration(yaml: string, instead: readonly object[] = []): Promise<Configuration> {
  const others = instead as readonly AnyFactory[];
  const kept = builtinFactories.filter(({ type, kind }) => !others.some((it) => it.type === type && it.kind === kind));
  const loader = new ConfigurationLoader({
    env: {},
    files: { read: () => Promise.resolve(undefined) },
    builtin: [...kept, ...others],
    packageDoors: () => {
      throw new Error("simulations load no packages");
    },
    folder: "/",
  });
  return (await loader.load({ config: [`yaml:${yaml}`], set: [], components: [] })).configuration;
}
