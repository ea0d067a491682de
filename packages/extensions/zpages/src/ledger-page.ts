import type { LaneLedger, LedgerAccount, LedgerFate, LedgerView, PipelineLedger } from "@genai-collector/component";
import { html, table, type Html } from "./html.ts";

/** What became of items, in words for people. */
const words: Readonly<Record<LedgerFate, string>> = {
  in: "came in",
  restored: "restored from disk",
  made: "made",
  rejected_behind: "rejected behind it",
  out: "handed on",
  taken: "taken",
  rejected: "rejected",
  sent: "sent",
  dropped: "dropped",
  returned: "given back to the sender",
  set_aside: "set aside, comes again",
  gave_up: "lost behind it, nobody waits",
  under_way: "under way",
  held: "held in memory",
  on_disk: "held on disk",
  lost_with_process: "lost with a process",
  left_on_disk: "left on disk by a process",
};

/** The account of every item. */
export function ledgerPage({ isBalanced, pipelines, accounts, lanes, lives }: LedgerView): Html {
  const off = [...accounts, ...(lives?.accounts ?? [])].filter(({ difference }) => difference !== 0);
  return html`<p>${verdict(isBalanced)} <a href="?format=json">JSON</a></p>
    ${
      off.length === 0
        ? html``
        : html`<h2>Accounts that do not balance</h2>
            ${accountsTable(off)}`
    }
    ${pipelines.map(pipelineSection)}
    <h2>Exporters</h2>
    ${accountsTable(accounts.filter(({ kind }) => kind === "exporter"))}
    ${
      lanes.length === 0
        ? html``
        : html`<h2>Lanes</h2>
            ${lanesTable(lanes)}`
    }
    ${
      lanes.every(({ ranges = [] }) => ranges.length === 0)
        ? html``
        : html`<h2>Skipped time</h2>
            ${rangesTable(lanes)}`
    }
    ${
      lives === undefined
        ? html``
        : html`<h2>Over ${lives.processes} processes</h2>
            ${livesTable(lives.accounts)}`
    }`;
}

const verdict = (isBalanced: boolean): Html =>
  isBalanced
    ? html`<span class="ok">Every item is accounted for.</span>`
    : html`<span class="bad">The ledger does not balance.</span>`;

function pipelineSection({ pipeline, in: items, answers, fates }: PipelineLedger): Html {
  const rows = fates.map(({ component, fate, reason, items: some }) => [
    html`<code>${component}</code>`,
    words[fate],
    reason ?? "",
    String(some),
  ]);
  const { accepted, refused, waiting } = answers;
  return html`<h2>${pipeline}</h2>
    <p>${items} came in: ${accepted} accepted, ${refused} refused, ${waiting} waiting for an answer.</p>
    ${table(["Component", "What became of them", "Reason", "Items"], rows, [3])}`;
}

function accountsTable(accounts: readonly LedgerAccount[]): Html {
  const rows = accounts.flatMap((account) => {
    const { kind, component, pipeline, signal, terms, difference } = account;
    const who = [kind, html`<code>${component}</code>`, pipeline ?? signal];
    const lines = terms.map(({ fate, reason, items }) => [...who, words[fate], reason ?? "", String(items)]);
    return difference === 0
      ? lines
      : [...lines, [...who, html`<span class="bad">differs by</span>`, "", String(difference)]];
  });
  return table(["Kind", "Component", "Pipeline or signal", "What became of them", "Reason", "Items"], rows, [5]);
}

const livesTable = (accounts: readonly LedgerAccount[]): Html =>
  accountsTable(accounts.filter(({ kind }) => kind === "processor" || kind === "exporter"));

function lanesTable(lanes: readonly LaneLedger[]): Html {
  const rows = lanes.map(({ receiver, loop, pass, pipeline, unit, origin, frontier, total, difference }) => {
    const skipped = Object.entries(total.skipped).map(([reason, amount]) => `${amount} ${reason}`);
    const amounts = [total.expected, total.delivered, total.revised, total.pending, total.unstorable].map(String);
    return [
      html`<code>${[receiver, loop, pass].filter((part) => part !== "").join(" ")}</code>`,
      pipeline,
      timeText(origin),
      timeText(frontier),
      unit,
      ...amounts,
      skipped.join(", "),
      difference === 0 ? "" : html`<span class="bad">differs by ${difference}</span>`,
    ];
  });
  const head = [
    "Lane",
    "Pipeline",
    "Origin",
    "Frontier",
    "Unit",
    "Due",
    "Delivered",
    "Revised",
    "Pending",
    "Unstorable",
  ];
  return table([...head, "Skipped", ""], rows, [5, 6, 7, 8, 9]);
}

/** The newest stretches of each lane. */
function rangesTable(lanes: readonly LaneLedger[]): Html {
  const rows = lanes.flatMap(({ receiver, loop, pass, pipeline, ranges = [] }) =>
    ranges.map(({ reason, from, to }) => [
      html`<code>${[receiver, loop, pass].filter((part) => part !== "").join(" ")}</code>`,
      pipeline,
      reason,
      timeText(from),
      timeText(to),
    ]),
  );
  return table(["Lane", "Pipeline", "Reason", "After", "Up to"], rows);
}

const timeText = (at: number | undefined): string => (at === undefined ? "" : new Date(at).toISOString());
