import { problemAt, type Problem, type ProblemWords, type Warning } from "../problem.ts";
import type { Place } from "../tree/config-node.ts";
import { yamlLimits } from "../yaml/yaml-limits.ts";

/** Bounds on one expansion, against variables that name one another over and over. */
export const expansionLimits = {
  /** References in references. */
  nesting: 100,
  /** References in all. */
  references: 10_000,
  /** UTF-16 units that all references bring together. */
  characters: 4 * yamlLimits.length,
} as const;

/** What is gathered while a tree is expanded. Repetitions are dropped. */
export class Expansion {
  readonly problems: Problem[] = [];
  readonly warnings: Warning[] = [];
  /** Texts that references brought. */
  readonly secrets = new Set<string>();
  readonly #told = new Set<string>();
  #references = 0;
  #characters = 0;
  #isExceeded = false;

  /** Counts one reference that brought `text`. False when there have been too many. */
  tryCount(text: string): boolean {
    this.#references++;
    this.#characters += text.length;
    return this.#references <= expansionLimits.references && this.#characters <= expansionLimits.characters;
  }

  /** Says once that there have been too many. */
  exceeded(path: readonly string[], place: Place): void {
    if (this.#isExceeded) return;
    this.#isExceeded = true;
    const { references, characters } = expansionLimits;
    const message = `needs too many references: more than ${references}, or more than ${characters} characters of text`;
    this.problem(path, place, { message, found: "references that name one another", expected: "fewer references" });
  }

  problem(path: readonly string[], place: Place, words: ProblemWords): void {
    if (this.#isNew(path, place, words.message)) this.problems.push(problemAt(path, place, words));
  }

  warn(path: readonly string[], place: Place, message: string): void {
    if (this.#isNew(path, place, message)) this.warnings.push({ path: path.join("::"), ...place, message });
  }

  #isNew(path: readonly string[], { file, line, column }: Place, message: string): boolean {
    const key = JSON.stringify([path, file, line, column, message]);
    if (this.#told.has(key)) return false;
    this.#told.add(key);
    return true;
  }
}
