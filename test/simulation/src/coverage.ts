import { phases, type Phase } from "./phases.ts";

/** How often something struck, by what it is and by what the replica was doing. */
export type FaultCounts = Readonly<Record<string, Partial<Record<Phase, number>>>>;

/** How often a process died before and after the effect of a call, by the name of the call. */
export type SeamCounts = Readonly<Record<string, { readonly before: number; readonly after: number }>>;

/** What was tried, in a form that can be sent. */
export interface CoverageCounts {
  /** Faults, those included that struck where no process ran. */
  readonly total: number;
  readonly faults: FaultCounts;
  readonly seams: SeamCounts;
}

/** What was tried, over one story or many. */
export class Coverage {
  readonly #faults = new Map<string, Map<Phase, number>>();
  readonly #seams = new Map<string, { before: number; after: number }>();
  #total = 0;

  /** A fault strikes while its replica is doing that; undefined: no process runs there. */
  struck(kind: string, phase: Phase | undefined, times = 1): void {
    this.#total += times;
    if (phase === undefined) return;
    const row = this.#faults.get(kind) ?? new Map<Phase, number>();
    row.set(phase, (row.get(phase) ?? 0) + times);
    this.#faults.set(kind, row);
  }

  /** A process died in a call. */
  died(call: string, when: "before" | "after", times = 1): void {
    const row = this.#seams.get(call) ?? { before: 0, after: 0 };
    row[when] += times;
    this.#seams.set(call, row);
  }

  /** Takes in what another one counted. */
  add({ total, faults, seams }: CoverageCounts): void {
    const before = this.#total;
    for (const [kind, row] of Object.entries(faults))
      for (const [phase, times] of Object.entries(row)) this.struck(kind, phase as Phase, times);
    for (const [call, { before, after }] of Object.entries(seams)) {
      this.died(call, "before", before);
      this.died(call, "after", after);
    }
    this.#total = before + total;
  }

  of(kind: string, phase: Phase): number {
    return this.#faults.get(kind)?.get(phase) ?? 0;
  }

  deaths(call: string, when: "before" | "after"): number {
    return this.#seams.get(call)?.[when] ?? 0;
  }

  /** Faults that struck, over all kinds and phases, and where no process ran. */
  get total(): number {
    return this.#total;
  }

  get counts(): CoverageCounts {
    return {
      total: this.#total,
      faults: Object.fromEntries([...this.#faults].map(([kind, row]) => [kind, Object.fromEntries(row)])),
      seams: Object.fromEntries(this.#seams),
    };
  }

  /** The two tables, as lines of text. `kinds` and `calls`: rows that are shown also where nothing struck. */
  lines(kinds: readonly string[], calls: readonly string[]): readonly string[] {
    const rows = (known: readonly string[], seen: Iterable<string>): string[] => [...new Set([...known, ...seen])];
    const width = Math.max(...rows(kinds, this.#faults.keys()).map(({ length }) => length));
    const header = ["".padEnd(width), ...phases.map((phase) => phase.padStart(11))].join(" ");
    const faults = rows(kinds, this.#faults.keys()).map((kind) =>
      [kind.padEnd(width), ...phases.map((phase) => String(this.of(kind, phase)).padStart(11))].join(" "),
    );
    const seams = rows(calls, this.#seams.keys())
      .toSorted()
      .map((call) =>
        [
          call.padEnd(width),
          ...(["before", "after"] as const).map((when) => String(this.deaths(call, when)).padStart(11)),
        ].join(" "),
      );
    return [
      header,
      ...faults,
      "",
      `${"".padEnd(width)} ${"died before".padStart(11)} ${"after".padStart(11)}`,
      ...seams,
    ];
  }
}
