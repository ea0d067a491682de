import type { LaneLedger, LedgerAccount, LedgerFate, LedgerView, PipelineLedger } from "@genai-collector/component";

type Row = readonly [name: string, what: string, items: string];

/** What became of items, in words. */
const words: Readonly<Record<LedgerFate, string>> = {
  in: "in",
  restored: "restored from disk",
  made: "made",
  rejected_behind: "rejected behind it",
  out: "handed on",
  taken: "accepted",
  rejected: "refused",
  sent: "sent",
  dropped: "dropped",
  returned: "given back",
  set_aside: "set aside",
  gave_up: "lost behind it",
  under_way: "waiting",
  held: "held in memory",
  on_disk: "held on disk",
  lost_with_process: "lost with a process",
  left_on_disk: "left on disk",
};

/** The ledger as a text for people: pipelines with what became of their items, exporters, lanes, and the verdict. */
export function ledgerText(view: LedgerView): string {
  const { at, pipelines, accounts, lanes, lives, isBalanced } = view;
  const exporters = accounts.filter(({ kind }) => kind === "exporter");
  const off = [...accounts, ...(lives?.accounts ?? [])].filter(({ difference }) => difference !== 0);
  const sections = [
    ...pipelines.map(pipelineRows),
    ...exporters.map((account) => accountRows(account, `exporter ${account.component}, ${account.signal}`)),
    ...lanes.map(laneRows),
    ...livesSections(lives),
    ...off.map((account) => accountRows(account, `does not balance: ${account.kind} ${account.component}`)),
  ];
  const verdict = isBalanced ? "Every item is accounted for." : "The ledger does NOT balance.";
  return `Ledger of ${new Date(at).toISOString()}\n\n${aligned(sections)}\n${verdict}\n`;
}

function pipelineRows({ pipeline, in: items, answers, fates }: PipelineLedger): readonly Row[] {
  const { accepted, refused, waiting } = answers;
  return [
    [pipeline, "in", String(items)],
    ["  answered", `accepted ${accepted}, refused ${refused}, waiting ${waiting}`, ""],
    ...fates.map(({ component, ...term }): Row => [`  ${component}`, termText(term), String(term.items)]),
  ];
}

function accountRows({ terms, difference }: LedgerAccount, title: string): readonly Row[] {
  return [
    [title, "", ""],
    ...terms.map((term): Row => ["", termText(term), String(term.items)]),
    ...(difference === 0 ? [] : [["", "differs by", String(difference)] as const]),
  ];
}

function laneRows(lane: LaneLedger): readonly Row[] {
  const { receiver, loop, pass, pipeline, unit, origin, frontier, total, difference } = lane;
  const name = ["lane", receiver, loop, ...(pass === "" ? [] : [pass])].join(" ");
  const skipped = Object.entries(total.skipped).map(([reason, amount]): Row => [
    "",
    `skipped (${reason})`,
    String(amount),
  ]);
  const ranges = (lane.ranges ?? []).map(({ reason, from, to }): Row => [
    "",
    `  ${timeText(from)} to ${timeText(to)} (${reason})`,
    "",
  ]);
  return [
    [`${name} → ${pipeline}`, `due, in ${unit}`, String(total.expected)],
    ["", `from ${timeText(origin)}, frontier ${timeText(frontier)}`, ""],
    ["", "delivered", String(total.delivered)],
    ...skipped,
    ...ranges,
    ["", "pending", String(total.pending)],
    ...(total.unstorable > 0 ? [["", "  of those, too old to be stored", String(total.unstorable)] as const] : []),
    ...(total.revised > 0 ? [["", "changed after they were delivered", String(total.revised)] as const] : []),
    ...(difference === 0 ? [] : [["", "differs by", String(difference)] as const]),
  ];
}

function livesSections(lives: LedgerView["lives"]): readonly (readonly Row[])[] {
  if (lives === undefined) return [];
  const own = lives.accounts.filter(({ kind }) => kind === "processor" || kind === "exporter");
  return own.map((account) => {
    const where = account.pipeline ?? account.signal;
    return accountRows(account, `over ${lives.processes} processes: ${account.kind} ${account.component}, ${where}`);
  });
}

const termText = ({ fate, reason }: LedgerAccount["terms"][number]): string => {
  // A later version may have more fates.
  const word = Object.hasOwn(words, fate) ? words[fate] : fate;
  return reason === undefined ? word : `${word} (${reason})`;
};

const timeText = (at: number | undefined): string => (at === undefined ? "unknown" : new Date(at).toISOString());

/** Columns side by side; titles, which have no other column, do not widen the first. */
function aligned(sections: readonly (readonly Row[])[]): string {
  const rows = sections.flat();
  const width = (column: 0 | 1): number =>
    Math.max(0, ...rows.map((row) => (column === 0 && row[1] === "" ? 0 : row[2] === "" ? 0 : row[column].length)));
  const [first, second] = [width(0), width(1)];
  const last = Math.max(0, ...rows.map(([, , items]) => items.length));
  const line = ([name, what, items]: Row): string =>
    `${name.padEnd(first)}  ${what.padEnd(second)}  ${items.padStart(last)}`.trimEnd();
  return sections.map((section) => `${section.map(line).join("\n")}\n`).join("\n");
}
