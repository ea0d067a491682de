import type { ComponentId } from "@genai-collector/component";

/** Letters, and the items in them. */
export interface Amount {
  letters: number;
  items: number;
}

/** What became of the letters of one exporter. */
export class ExporterSummary {
  readonly found: Amount = { letters: 0, items: 0 };
  readonly taken: Amount = { letters: 0, items: 0 };
  readonly left: Amount = { letters: 0, items: 0 };
  sentItems = 0;
  droppedItems = 0;
  lostItems = 0;
  /** By signal and reason, or by why they stay. */
  readonly #byReason = new Map<string, Amount>();

  get reasons(): ReadonlyMap<string, Amount> {
    return this.#byReason;
  }

  add(reason: string, items: number): void {
    const amount = this.#byReason.get(reason) ?? { letters: 0, items: 0 };
    amount.letters++;
    amount.items += items;
    this.#byReason.set(reason, amount);
  }
}

/** What a replay came to. */
export class ReplaySummary {
  readonly exporters = new Map<ComponentId, ExporterSummary>();
  /** Files in which something cannot be read, and how often. */
  readonly unreadable = new Map<string, number>();

  of(exporter: ComponentId): ExporterSummary {
    const known = this.exporters.get(exporter) ?? new ExporterSummary();
    this.exporters.set(exporter, known);
    return known;
  }

  cannotRead(path: string): void {
    this.unreadable.set(path, (this.unreadable.get(path) ?? 0) + 1);
  }

  /** Nothing stays of what was asked for, and nothing was lost. */
  get isClean(): boolean {
    const all = [...this.exporters.values()];
    return this.unreadable.size === 0 && all.every(({ left, lostItems }) => left.letters === 0 && lostItems === 0);
  }
}

/** For people, and for scripts: one fact a line. */
export function formatSummary({ exporters, unreadable }: ReplaySummary, isDryRun: boolean): string {
  const lines = [...exporters].flatMap(([id, summary]) => [
    `exporter ${id}`,
    `  found         ${amount(summary.found)}`,
    ...(isDryRun ? [] : sentLines(summary)),
    ...[...summary.reasons].map(([reason, each]) => `  ${isDryRun ? "refused" : "left"} as ${reason}: ${amount(each)}`),
  ]);
  const damage = [...unreadable].map(
    ([path, count]) => `unreadable      ${count} in ${path}: left out, remove the file when you have seen to it`,
  );
  const all = [...lines, ...damage];
  return `${all.length === 0 ? "no dead letters" : all.join("\n")}\n`;
}

function sentLines({ taken, left, sentItems, droppedItems, lostItems }: ExporterSummary): readonly string[] {
  return [
    `  taken         ${amount(taken)}`,
    `  items sent    ${sentItems}`,
    ...(droppedItems > 0 ? [`  items dropped ${droppedItems} by processors`] : []),
    ...(lostItems > 0 ? [`  items lost    ${lostItems}, rejected by a sink that does not say which`] : []),
    `  left          ${amount(left)}`,
  ];
}

function amount({ letters, items }: Amount): string {
  return `${letters} ${letters === 1 ? "letter" : "letters"}, ${items} ${items === 1 ? "item" : "items"}`;
}
