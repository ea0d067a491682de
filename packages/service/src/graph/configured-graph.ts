import type { Configuration, ConfiguredComponent } from "@genai-collector/confmap";

type Kinds = "receivers" | "processors" | "exporters" | "connectors" | "extensions";

type Components<F> = ReadonlyMap<string, Pick<ConfiguredComponent<F>, "factory" | "config">>;

/** What the graph is made of: of a configuration that was found good, the part that is not about files. */
export type ConfiguredGraph = Pick<Configuration, "pipelines" | "serviceExtensions" | "workers"> & {
  readonly [K in Kinds]: Configuration[K] extends ReadonlyMap<string, ConfiguredComponent<infer F>>
    ? Components<F>
    : never;
};

/** Configured components of one kind, by ID. */
export type ConfiguredComponents<F> = Components<F>;
