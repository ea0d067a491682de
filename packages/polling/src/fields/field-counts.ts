import type { FieldSet } from "./field-set.ts";
import { outcomes, type Outcome } from "./outcome.ts";

/** Why a whole record was not read. */
export type SkipReason = "malformed" | "not_an_object" | "too_deep" | "too_large";

export interface FieldReport {
  /** Records that were read. */
  readonly records: number;
  /** Records that were not, by reason. */
  readonly skipped: Readonly<Record<SkipReason, number>>;
  /** Keys on a declared path that an object had more than once; the last one counts. */
  readonly duplicateKeys: number;
  /** How often each field turned out how. A list counts once a record: its last problem, if any. */
  readonly fields: Readonly<Record<string, Readonly<Record<Outcome, number>>>>;
}

/** A field that most records no longer have as it was declared. */
export interface Drift {
  readonly field: string;
  /** What it is instead, most of the time. */
  readonly outcome: Outcome;
  /** Of all records; above the threshold, 1 at most. */
  readonly share: number;
}

export interface DriftOptions {
  /** With fewer records, nothing is said. Default 20. */
  readonly minRecords?: number | undefined;
  /** Default 0.5. */
  readonly share?: number | undefined;
}

/** What became of the fields of all records so far. Its size follows from the declarations, whatever is read. */
export class FieldCounts {
  readonly skipped: Record<SkipReason, number> = { malformed: 0, not_an_object: 0, too_deep: 0, too_large: 0 };
  duplicateKeys = 0;
  #records = 0;
  readonly #set: FieldSet<unknown>;
  readonly #counts: Float64Array;
  /** Of the entries of each field that has some. */
  readonly #inner = new Map<string, FieldCounts>();

  constructor(set: FieldSet<unknown>) {
    this.#set = set;
    for (const { name, class: type } of set.trie.slots)
      if (type.entries !== undefined) this.#inner.set(name, new FieldCounts(type.entries.set));
    this.#counts = new Float64Array(set.trie.slots.length * outcomes.length);
  }

  /** What became of the entries of a field; there is one for each field that has some. */
  entriesOf(field: string): FieldCounts {
    return this.#inner.get(field)!;
  }

  /** One record: for each field the index of its outcome. */
  add(found: Uint8Array): void {
    this.#records++;
    for (let i = 0; i < found.length; i++) this.#counts[i * outcomes.length + found[i]!]!++;
  }

  /** Counts of another answer, read with the same fields, are added: for what is only known to count when it is read. */
  include(other: FieldCounts): void {
    this.#records += other.#records;
    this.duplicateKeys += other.duplicateKeys;
    for (const reason of Object.keys(this.skipped) as SkipReason[]) this.skipped[reason] += other.skipped[reason];
    for (let i = 0; i < this.#counts.length; i++) this.#counts[i]! += other.#counts[i]!;
    for (const [name, counts] of this.#inner) counts.include(other.entriesOf(name));
  }

  report(): FieldReport {
    const fields = this.#set.trie.slots.map(({ name }, index) => [name, this.#outcomesOf(index)] as const);
    return {
      records: this.#records,
      skipped: { ...this.skipped },
      duplicateKeys: this.duplicateKeys,
      fields: Object.fromEntries([...fields, ...this.#inside()]),
    };
  }

  /**
   * Fields that are not what they were declared as in most records: of another type or class or, where they are
   * `expected`, missing or null. The vendor changed its schema, or the declaration was wrong from the start.
   */
  drift({ minRecords = 20, share = 0.5 }: DriftOptions = {}): readonly Drift[] {
    const inside = [...this.#inner].flatMap(([name, counts]) =>
      counts.drift({ minRecords, share }).map((drift) => ({ ...drift, field: `${name}.${drift.field}` })),
    );
    if (this.#records < minRecords) return inside;
    return [...this.#ownDrift(share), ...inside];
  }

  #ownDrift(share: number): readonly Drift[] {
    return this.#set.trie.slots.flatMap(({ name, index }) => {
      const isExpected = this.#set.fields.get(name)!.isExpected;
      const problems = Object.entries(this.#outcomesOf(index)).filter(([outcome]) => isProblem(outcome, isExpected));
      const found = problems.reduce((sum, [, count]) => sum + count, 0) / this.#records;
      const [outcome] = problems.reduce((most, next) => (next[1] > most[1] ? next : most));
      return found > share ? [{ field: name, outcome: outcome as Outcome, share: found }] : [];
    });
  }

  /** Fields of entries, behind the name of the field that holds them. */
  *#inside(): Generator<readonly [string, Readonly<Record<Outcome, number>>]> {
    for (const [name, counts] of this.#inner)
      for (const [inner, found] of Object.entries(counts.report().fields)) yield [`${name}.${inner}`, found];
  }

  #outcomesOf(slot: number): Record<Outcome, number> {
    const counts = outcomes.map((outcome, i) => [outcome, this.#counts[slot * outcomes.length + i]!] as const);
    return Object.fromEntries(counts) as Record<Outcome, number>;
  }
}

/** Too long, too many and out of range are the data's, not the schema's. */
function isProblem(outcome: string, isExpected: boolean): boolean {
  return (
    outcome === "wrong_type" || outcome === "misfit" || (isExpected && (outcome === "missing" || outcome === "null"))
  );
}
