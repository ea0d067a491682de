import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";

/** A bug that is planted on purpose: a patch, and what is said before it. */
export interface PlantedBug {
  /** The file's name without its ending. */
  readonly name: string;
  /** What is wrong then, in one sentence. */
  readonly title: string;
  /** Promises of the simulation; one of them is to be found broken. */
  readonly breaks: readonly string[];
  /** Where the hunt begins. Another one finds it as well, later or sooner. */
  readonly seed: number;
  /** Files that it changes, from the root of the repository. */
  readonly files: readonly string[];
  readonly path: string;
}

const folder = fileURLToPath(new URL("../patches/", import.meta.url));

/** Every planted bug, by name. Throws where a patch does not say what it breaks. */
export function plantedBugs(): readonly PlantedBug[] {
  const names = readdirSync(folder).filter((name) => name.endsWith(".patch"));
  return names.toSorted().map((name) => readBug(join(folder, name)));
}

/** Whether what the simulation said is a promise that the bug names. */
export function isNamed({ breaks }: PlantedBug, found: string): boolean {
  return breaks.some((promise) => found.includes(`BROKEN: ${promise} (`));
}

function readBug(path: string): PlantedBug {
  const text = readFileSync(path, "utf8");
  const name = basename(path, ".patch");
  const field = (label: string): string => {
    const found = new RegExp(`^${label}: (.+)$`, "mu").exec(text)?.[1];
    if (found === undefined) throw new Error(`${name}.patch: a line "${label}: …" was expected before the patch`);
    return found;
  };
  const files = [...text.matchAll(/^\+\+\+ b\/(.+)$/gmu)].map(([, file]) => file!);
  if (files.length === 0) throw new Error(`${name}.patch changes no file`);
  const breaks = field("Breaks").split(", ");
  return { name, title: field("Plants"), breaks, seed: Number(field("Seed")), files, path };
}
