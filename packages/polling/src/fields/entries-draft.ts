import type { Entries, EntriesSpec } from "./entries-class.ts";
import { KeyFinder } from "./key-finder.ts";
import { Unescaped } from "./unescaped.ts";

/** The entries of one object while it is read. Begun anew for the next one. */
export class EntriesDraft {
  readonly #spec: EntriesSpec;
  readonly #unescaped: Unescaped;
  readonly #finder: KeyFinder;
  #kept = new Map<string, unknown>();
  #unnamed = 0;
  #beyond = 0;

  constructor(spec: EntriesSpec) {
    this.#spec = spec;
    this.#unescaped = new Unescaped(spec.label.maxTextBytes);
    this.#finder = new KeyFinder(spec.keys?.maxLength ?? 0);
  }

  begin(): void {
    this.#kept = new Map();
    this.#unnamed = 0;
    this.#beyond = 0;
  }

  /** Whether the entry with the key between two quotes may be wanted; without a list of keys, each may. */
  mayBeWanted(bytes: Buffer, from: number, to: number): boolean {
    const { keys } = this.#spec;
    return keys === undefined || this.#finder.find(keys, bytes, from, to) !== undefined;
  }

  /** An entry was read. Its key becomes a text only where the entry has what is needed. */
  add(bytes: Buffer, from: number, to: number, entry: unknown): void {
    const { max, needs } = this.#spec;
    if ((entry as Readonly<Record<string, unknown>>)[needs] === undefined) return;
    const key = this.#keyOf(bytes, from, to);
    if (key === undefined) this.#unnamed++;
    else if (this.#kept.size === max && !this.#kept.has(key)) this.#beyond++;
    else this.#kept.set(key, entry);
  }

  finish(): Entries<unknown> {
    return { kept: this.#kept, unnamed: this.#unnamed, beyond: this.#beyond };
  }

  #keyOf(bytes: Buffer, from: number, to: number): string | undefined {
    const { keys, label } = this.#spec;
    if (keys !== undefined) return this.#finder.find(keys, bytes, from, to);
    const key = this.#unescaped;
    key.read(bytes, from, to, label.maxTextBytes);
    const text = label.fromText!(key.bytes, 0, key.length, key.isCut);
    return typeof text === "string" && text !== "" ? text : undefined;
  }
}
