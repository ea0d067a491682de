import { readdir, readFile } from "node:fs/promises";
import { findPackageJSON, registerHooks } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import type { PackageDoors } from "@genai-collector/service";

/** Packages of which the process must have one copy: two would break private fields and identity. */
const ownCopies = /^@genai-collector\/(?:component|config|coordination|exporterhelper|pdata|polling)(?:\/|$)/;
/** A module as another module would import it: entry and folder, as JSON. */
const scheme = "genai-collector-package:";

let areHooksRegistered = false;

/** The real doors of the package loader. */
export function createPackageDoors(): PackageDoors {
  registerResolution();
  return {
    findPackage: async (name, folder) => {
      const manifest = tryFindManifest(name, folder);
      return manifest === undefined ? undefined : dirname(manifest);
    },
    listFolders,
    readText: (path) => orAbsent(readFile(path, "utf8")),
    importModule: (entry, folder) => {
      const specifier = scheme + encodeURIComponent(JSON.stringify([entry, folder]));
      return import(/* @vite-ignore */ specifier) as Promise<Readonly<Record<string, unknown>>>;
    },
  };
}

/**
 * From here on every import of a public package, whoever makes it, finds the collector's own copy, whatever lies in
 * `node_modules` beside the importer.
 */
function registerResolution(): void {
  if (areHooksRegistered) return;
  areHooksRegistered = true;
  registerHooks({
    resolve: (specifier, context, nextResolve) => {
      if (ownCopies.test(specifier)) return nextResolve(specifier, { ...context, parentURL: import.meta.url });
      if (!specifier.startsWith(scheme)) return nextResolve(specifier, context);
      const [entry, folder] = JSON.parse(decodeURIComponent(specifier.slice(scheme.length))) as [string, string];
      return nextResolve(entry, { ...context, parentURL: pathToFileURL(join(folder, "package.json")).href });
    },
  });
}

function tryFindManifest(name: string, folder: string): string | undefined {
  try {
    return findPackageJSON(name, pathToFileURL(join(folder, "package.json")));
  } catch {
    // Not found, or no name that a package could have: the loader says which and where it looked.
    return undefined;
  }
}

async function listFolders(folder: string): Promise<readonly string[] | undefined> {
  const entries = await orAbsent(readdir(folder, { withFileTypes: true }));
  // Links count as folders: package managers link packages. One that leads nowhere has no package.json.
  const folders = entries?.filter((entry) => entry.isDirectory() || entry.isSymbolicLink());
  return folders?.map(({ name }) => join(folder, name)).toSorted();
}

async function orAbsent<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw error;
  }
}
