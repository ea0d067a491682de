import { dirname, resolve } from "node:path";
import type { Files } from "@genai-collector/component";
import {
  decodeConfiguration,
  load,
  problemAtPath,
  readPackages,
  type AnyFactory,
  type Configuration,
  type Environment,
  type MapNode,
  type Problem,
  type Warning,
} from "@genai-collector/confmap";
import {
  isError,
  namesOf,
  PackageLoader,
  planGraph,
  type ComponentNames,
  type PackageDoors,
  type PackageSource,
} from "@genai-collector/service";
import type { Locations } from "../command-line.ts";
import { ConfigurationError, findingsAsProblems } from "./configuration-error.ts";
import { usePrecompiledValidators } from "./precompiled-validators.ts";

/** A type of component that a configuration names. */
export interface NamedType {
  readonly kind: string;
  readonly type: string;
}

/** What is built in, where it need not be loaded as a whole. */
export interface BuiltinFactories {
  /** What there is, without its code. */
  readonly names: readonly ComponentNames[];
  /** Those of these types. What is not built in is passed over. */
  named(types: readonly NamedType[]): Promise<readonly AnyFactory[]>;
  all(): Promise<readonly AnyFactory[]>;
}

export interface LoaderOptions {
  readonly env: Environment;
  readonly files: Pick<Files, "read">;
  readonly builtin: readonly AnyFactory[] | BuiltinFactories;
  readonly packageDoors: () => PackageDoors;
  /** What relative paths of the command line are relative to. */
  readonly folder: string;
}

/** A configuration that can be built, and what is to be said about it. */
export interface LoadedConfiguration {
  readonly configuration: Configuration;
  readonly warnings: readonly Warning[];
}

/** Reads configurations: files, references, packages, components. */
export class ConfigurationLoader {
  readonly #options: LoaderOptions;

  constructor(options: LoaderOptions) {
    this.#options = options;
  }

  /** Throws a `ConfigurationError` with everything that is wrong. `files`: where it is read from, if not from the disk. */
  async load(locations: Locations, files: Pick<Files, "read"> = this.#options.files): Promise<LoadedConfiguration> {
    const { env } = this.#options;
    const read = await load(locations.config, { env, readFile: (path) => files.read(path), set: locations.set });
    const unread = "problems" in read ? read.problems : [];
    const tree = "problems" in read ? read.partial : read.tree;
    if (tree === undefined) throw new ConfigurationError(unread);
    const packages = await this.#loadPackages(tree, locations);
    const builtin = await this.#builtinOf(namedTypes(tree), packages.factories);
    await usePrecompiledValidators(builtin);
    const known = [...unread, ...packages.problems];
    const decoded = decodeConfiguration(tree, [...builtin, ...packages.factories], known);
    if ("problems" in decoded) throw new ConfigurationError([...decoded.problems, ...brokenRules(decoded.healthy)]);
    return { configuration: decoded.configuration, warnings: [...read.warnings, ...decoded.warnings] };
  }

  /** Every factory that would be there: what is built in, and what the packages of the command line bring. */
  async factories(components: readonly string[]): Promise<readonly AnyFactory[]> {
    const { folder } = this.#options;
    const sources = components.map((path): PackageSource => ({ kind: "folder", path, folder }));
    const loaded = await this.#load(sources);
    if (loaded.problems.length > 0) throw new Error(loaded.problems.map(({ message }) => message).join("\n"));
    return [...(await this.#builtin.all()), ...loaded.factories];
  }

  /** What is named and built in. Who names what nobody has is told what there is: all that is built in. */
  async #builtinOf(named: readonly NamedType[], others: readonly AnyFactory[]): Promise<readonly AnyFactory[]> {
    const builtin = this.#builtin;
    const known = [...builtin.names, ...others.map(namesOf)];
    const isKnown = ({ kind, type }: NamedType): boolean =>
      known.some((each) => each.kind === kind && each.types.includes(type));
    return named.every(isKnown) ? builtin.named(named) : builtin.all();
  }

  async #loadPackages(
    tree: MapNode,
    { components }: Locations,
  ): Promise<{ readonly factories: readonly AnyFactory[]; readonly problems: readonly Problem[] }> {
    const named = readPackages(tree).packages.map(({ name, place }): PackageSource => ({
      kind: "package",
      name,
      folder: dirname(resolve(this.#options.folder, place.file)),
    }));
    const folders = components.map((path): PackageSource => ({ kind: "folder", path, folder: this.#options.folder }));
    const loaded = await this.#load([...named, ...folders]);
    const problems = loaded.problems.map(({ source, message }) => {
      const index = named.findIndex((each) => each === source);
      const path = index < 0 ? [] : ["service", "packages", String(index)];
      return problemAtPath(tree, path, { message, expected: "a package of components" });
    });
    return { factories: loaded.factories, problems };
  }

  async #load(sources: readonly PackageSource[]) {
    if (sources.length === 0) return { factories: [], problems: [] };
    return new PackageLoader(this.#options.packageDoors(), this.#builtin.names).load(sources);
  }

  get #builtin(): BuiltinFactories {
    const { builtin } = this.#options;
    if ("all" in builtin) return builtin;
    return { names: builtin.map(namesOf), named: async () => builtin, all: async () => builtin };
  }
}

const kinds = {
  receivers: "receiver",
  processors: "processor",
  exporters: "exporter",
  connectors: "connector",
  extensions: "extension",
} as const;

/** The type of each component in the file, whether or not it is used. */
function namedTypes(tree: MapNode): readonly NamedType[] {
  return Object.entries(kinds).flatMap(([section, kind]) => {
    const node = tree.entries.get(section)?.node;
    if (node?.kind !== "map") return [];
    return [...node.entries.keys()].map((id) => ({ kind, type: id.split("/", 1)[0]!.trim() }));
  });
}

/** What the rules over the graph find in the part that is well: told with the rest, not only once the rest is mended. */
function brokenRules(healthy: Configuration | undefined): readonly Problem[] {
  return healthy === undefined ? [] : findingsAsProblems(healthy, planGraph(healthy).findings.filter(isError));
}
