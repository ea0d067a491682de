import { load, type Loaded, type LoadOptions, type MapNode } from "../src/index.ts";

const utf8 = new TextEncoder();

/** What `load` may find: files by path, variables by name. */
export interface World {
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly set?: readonly string[];
}

/** Doors to files and variables that are made up. */
export function doors({ files = {}, env = {}, set = [] }: World): LoadOptions {
  return {
    env,
    set,
    readFile: async (path) => {
      const content = Object.hasOwn(files, path) ? files[path] : undefined;
      return typeof content === "string" ? utf8.encode(content) : content;
    },
  };
}

/** Loads one file, `config.yaml`. */
export function loadText(text: string, world: World = {}): Promise<Loaded> {
  return load(["config.yaml"], doors({ ...world, files: { ...world.files, "config.yaml": text } }));
}

/** Its tree; throws when there are problems. */
export async function treeOf(text: string, world: World = {}): Promise<MapNode> {
  const loaded = await loadText(text, world);
  if ("tree" in loaded) return loaded.tree;
  throw new Error(loaded.problems.map(({ path, message }) => `${path}: ${message}`).join("\n"));
}

/** Its problems, each as `path: message`. */
export async function problemsOf(text: string, world: World = {}): Promise<string[]> {
  const loaded = await loadText(text, world);
  return "problems" in loaded ? loaded.problems.map(({ path, message }) => `${path}: ${message}`) : [];
}
