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
  const exporters = accounts.filter((account) => account.kind === "exporter" && isBehindSeveral(account, pipelines));
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

/** What became of items in an exporter that serves one pipeline alone is told there. */
function isBehindSeveral({ component, signal }: LedgerAccount, pipelines: readonly PipelineLedger[]): boolean {
  const fates = pipelines.filter((pipeline) => pipeline.signal === signal).flatMap((pipeline) => pipeline.fates);
  return fates.some(({ fate, component: end }) => fate === "out" && (end === component || end === "exporters"));
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
  const amountText = unit === "ms" ? durationText : String;
  const row = (what: string, amount: number): Row => ["", what, amountText(amount)];
  const skipped = Object.entries(total.skipped).map(([reason, amount]) => row(`skipped (${reason})`, amount));
  const ranges = (lane.ranges ?? []).map(({ reason, from, to }): Row => [
    "",
    `  ${timeText(from)} to ${timeText(to)} (${reason})`,
    "",
  ]);
  return [
    [`${name} → ${pipeline}`, unit === "ms" ? "due" : `due, in ${unit}`, amountText(total.expected)],
    ["", `from ${timeText(origin)}, frontier ${timeText(frontier)}`, ""],
    row("delivered", total.delivered),
    ...skipped,
    ...ranges,
    row("pending", total.pending),
    ...(total.unstorable > 0 ? [row("  of those, too old to be stored", total.unstorable)] : []),
    ...(total.revised > 0 ? [row("changed after they were delivered", total.revised)] : []),
    ...(difference === 0 ? [] : [row("differs by", difference)]),
  ];
}

function livesSections(lives: LedgerView["lives"]): readonly (readonly Row[])[] {
  // Of one process alone everything stands above.
  if (lives === undefined || lives.processes < 2) return [];
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

const units = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["m", 60_000],
] as const;

/** `1h 12s` */
function durationText(ms: number): string {
  let left = Math.abs(ms);
  const parts: string[] = [];
  for (const [unit, length] of units) {
    const amount = Math.floor(left / length);
    left -= amount * length;
    if (amount > 0) parts.push(`${amount}${unit}`);
  }
  if (left > 0 || parts.length === 0) parts.push(`${left / 1_000}s`);
  return `${ms < 0 ? "-" : ""}${parts.join(" ")}`;
}

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
