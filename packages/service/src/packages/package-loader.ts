import { isAbsolute, join } from "node:path";
import { isFactory } from "@genai-collector/component";
import type { AnyFactory } from "@genai-collector/confmap";
import { errorMessage } from "../logging/error-fields.ts";
import { factoryProblem } from "./factory-problem.ts";
import type { PackageDoors } from "./package-doors.ts";
import { apiProblem, parseManifest, type PackageManifest } from "./package-manifest.ts";

/** What to load: packages by name, and folders that hold packages. `folder` is that of the configuration. */
export type PackageSource =
  | { readonly kind: "package"; readonly name: string; readonly folder: string }
  | { readonly kind: "folder"; readonly path: string; readonly folder: string };

/** A source that did not give what it should. */
export interface PackageProblem {
  readonly source: PackageSource;
  /** Begins with the package or folder. */
  readonly message: string;
}

export interface LoadedPackages {
  readonly factories: readonly AnyFactory[];
  readonly problems: readonly PackageProblem[];
}

/** What a component is called in a configuration: its type, and its aliases. */
export interface ComponentNames {
  readonly kind: AnyFactory["kind"];
  readonly types: readonly string[];
}

/** A package in its folder. */
interface Found {
  readonly folder: string;
  readonly manifest: PackageManifest;
}

/**
 * Loads third-party components. Problems are gathered, not thrown: a bad package keeps neither the others nor the rest
 * of the configuration from being checked.
 */
export class PackageLoader {
  readonly #doors: PackageDoors;
  /** Who has a type: the program, or a package. By kind and type. */
  readonly #owners = new Map<string, string>();
  readonly #loaded = new Set<string>();
  readonly #factories: AnyFactory[] = [];
  readonly #problems: PackageProblem[] = [];

  /** `builtIn`: what the program has already. */
  constructor(doors: PackageDoors, builtIn: readonly ComponentNames[]) {
    this.#doors = doors;
    for (const names of builtIn) this.#claim(names, "this collector");
  }

  /** Loads one after the other, so that who comes first has a type, on every start. */
  async load(sources: readonly PackageSource[]): Promise<LoadedPackages> {
    for (const source of sources) {
      try {
        const found = source.kind === "package" ? [await this.#byName(source)] : await this.#inFolder(source);
        for (const each of found) await this.#loadPackage(source, each);
      } catch (error) {
        this.#problems.push({ source, message: errorMessage(error) });
      }
    }
    return { factories: this.#factories, problems: this.#problems };
  }

  async #byName({ name, folder }: { readonly name: string; readonly folder: string }): Promise<Found> {
    const found = await this.#doors.findPackage(name, folder);
    const text = found === undefined ? undefined : await this.#doors.readText(join(found, "package.json"));
    if (found === undefined || text === undefined) {
      throw new Error(
        `package "${name}" is not there: looked for it from ${folder}; install it beside the configuration`,
      );
    }
    return { folder: found, manifest: named(`package "${name}"`, text) };
  }

  /** The folder itself, the folders in it, and those in its scopes. What is no component package is passed over. */
  async #inFolder({ path, folder }: { readonly path: string; readonly folder: string }): Promise<readonly Found[]> {
    const root = isAbsolute(path) ? path : join(folder, path);
    const below = await this.#doors.listFolders(root);
    if (below === undefined) throw new Error(`folder "${path}" is not there: looked for ${root}`);
    const scoped = below.filter((each) => /[\\/]@[^\\/]+$/.test(each));
    const inScopes = await Promise.all(scoped.map(async (scope) => (await this.#doors.listFolders(scope)) ?? []));
    const found: Found[] = [];
    for (const candidate of [root, ...below, ...inScopes.flat()]) {
      const text = await this.#doors.readText(join(candidate, "package.json"));
      if (text === undefined) continue;
      const manifest = named(`folder "${candidate}"`, text);
      if (manifest.api !== undefined) found.push({ folder: candidate, manifest });
    }
    if (found.length === 0) throw new Error(`folder "${path}" holds no component package`);
    return found;
  }

  async #loadPackage(source: PackageSource, { folder, manifest }: Found): Promise<void> {
    const name = `package "${manifest.name}"`;
    const problem = (message: string): void => void this.#problems.push({ source, message: `${name} ${message}` });
    const wrongApi = apiProblem(manifest.api);
    if (wrongApi !== undefined) return problem(wrongApi);
    // One package may be named by two files, or lie in a folder besides.
    if (this.#loaded.has(folder)) return;
    this.#loaded.add(folder);
    let exported: Readonly<Record<string, unknown>>;
    try {
      exported = await this.#doors.importModule(manifest.entry, folder);
    } catch (error) {
      return problem(`cannot be imported: ${errorMessage(error)}`);
    }
    this.#take(exported, name, problem);
  }

  #take(exported: Readonly<Record<string, unknown>>, owner: string, problem: (message: string) => void): void {
    // A factory may be exported under two names.
    const factories = new Map<unknown, string>();
    for (const [key, value] of Object.entries(exported)) if (isFactory(value)) factories.set(value, key);
    if (factories.size === 0) problem("exports no factory");
    for (const [value, key] of factories) {
      const factory = value as AnyFactory;
      const wrong = factoryProblem(factory) ?? this.#claim(namesOf(factory), owner);
      if (wrong === undefined) this.#factories.push(factory);
      else problem(`exports "${key}", which cannot be used: ${wrong}`);
    }
  }

  /** Takes all or none. Says who has one of them already. */
  #claim({ kind, types }: ComponentNames, owner: string): string | undefined {
    const taken = types.find((type) => this.#owners.has(`${kind} ${type}`));
    if (taken !== undefined) return `the ${kind} type "${taken}" belongs to ${this.#owners.get(`${kind} ${taken}`)}`;
    for (const type of types) this.#owners.set(`${kind} ${type}`, owner);
    return undefined;
  }
}

/** What the component of a factory is called. */
export function namesOf({ kind, type, aliases }: AnyFactory): ComponentNames {
  return { kind, types: [type, ...(aliases ?? [])] };
}

function named(what: string, text: string): PackageManifest {
  try {
    return parseManifest(text);
  } catch (error) {
    throw new Error(`${what}: ${errorMessage(error)}`, { cause: error });
  }
}
