/** What one title of a printed ledger stands over: items, by what became of them. */
export type PrintedAmounts = Readonly<Record<string, number>>;

/**
 * Reads what `genai-collector ledger` prints for people: for each title, the numbers in its last column by the words in
 * the one before, summed where several components say the same.
 */
export function printedLedger(text: string): ReadonlyMap<string, PrintedAmounts> {
  const sections = new Map<string, PrintedAmounts>();
  for (const section of text.split(/\n\n/)) {
    const [first = "", ...rest] = section.trimEnd().split("\n");
    const [title = "", ...firstRow] = first.split(/ {2,}/);
    const rows = [firstRow, ...rest.map((line) => line.trim().split(/ {2,}/))];
    const amounts: Record<string, number> = {};
    for (const row of rows) {
      const [what, items] = row.slice(-2);
      if (what !== undefined && /^\d+$/.test(items ?? "")) amounts[what] = (amounts[what] ?? 0) + Number(items);
    }
    sections.set(title, amounts);
  }
  return sections;
}
