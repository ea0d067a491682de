import { posix } from "node:path";
import type { SeededRandom } from "./seeded-random.ts";

/** A change of names that is whole or not at all: a creation, a removal, a rename. */
interface Change<T> {
  readonly paths: readonly string[];
  apply(names: Map<string, T>): void;
}

/**
 * The names of files. What was not synced may be lost, each change for itself, but never in another order than that of
 * the changes to the same names.
 */
export class VirtualFolders<T> {
  #visible = new Map<string, T>();
  readonly #durable = new Map<string, T>();
  #unsynced: Change<T>[] = [];

  get(path: string): T | undefined {
    return this.#visible.get(path);
  }

  /** What a power cut that forgets everything would leave. */
  durable(path: string): T | undefined {
    return this.#durable.get(path);
  }

  /** Whether a file is somewhere in `folder`. */
  hasBelow(folder: string): boolean {
    const start = folder === "/" ? folder : `${folder}/`;
    return [...this.#visible.keys()].some((path) => path.startsWith(start));
  }

  files(): IterableIterator<T> {
    return this.#visible.values();
  }

  /** Paths of the files in `folder` itself, sorted. */
  list(folder: string): string[] {
    return [...this.#visible.keys()].filter((path) => posix.dirname(path) === folder).sort();
  }

  create(path: string, file: T): void {
    this.#change({ paths: [path], apply: (names) => names.set(path, file) });
  }

  remove(path: string): void {
    this.#change({ paths: [path], apply: (names) => names.delete(path) });
  }

  rename(from: string, to: string, file: T): void {
    this.#change({
      paths: [from, to],
      apply: (names) => {
        names.delete(from);
        names.set(to, file);
      },
    });
  }

  /** Changes in `folder` reach the disk, and with them the earlier changes to the same names. */
  sync(folder: string): void {
    const wanted = new Set<string>();
    const synced = new Set<Change<T>>();
    for (const change of this.#unsynced.toReversed()) {
      if (!change.paths.some((path) => posix.dirname(path) === folder || wanted.has(path))) continue;
      synced.add(change);
      for (const path of change.paths) wanted.add(path);
    }
    for (const change of this.#unsynced) if (synced.has(change)) change.apply(this.#durable);
    this.#unsynced = this.#unsynced.filter((change) => !synced.has(change));
  }

  /** With `random`, each unsynced change survives with one chance in two, unless one that it builds on was lost. */
  cutPower(random: SeededRandom | undefined): void {
    const lost = new Set<string>();
    for (const change of this.#unsynced) {
      const survives = random?.chance(0.5) === true && !change.paths.some((path) => lost.has(path));
      if (survives) change.apply(this.#durable);
      else for (const path of change.paths) lost.add(path);
    }
    this.#unsynced = [];
    this.#visible = new Map(this.#durable);
  }

  /** Nothing is left. */
  wipe(): void {
    this.#visible.clear();
    this.#durable.clear();
    this.#unsynced = [];
  }

  #change(change: Change<T>): void {
    change.apply(this.#visible);
    this.#unsynced.push(change);
  }
}
