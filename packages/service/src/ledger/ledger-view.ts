import type {
  Instant,
  LaneAmounts,
  LaneBooks,
  LaneLedger,
  LedgerAccount,
  LedgerFate,
  LedgerView,
  PipelineLedger,
} from "@genai-collector/component";
import type { LedgerReading } from "./ledger.ts";

/** A reading as it is shown. */
export function ledgerView({ accounts, lanes, heads, lives }: LedgerReading, at: Instant): LedgerView {
  const shown = lanes.map((lane): LaneLedger => ({ ...lane, difference: laneDifference(lane) }));
  const isBalanced = [...accounts, ...shown, ...(lives?.accounts ?? [])].every(({ difference }) => difference === 0);
  const pipelines = heads.map((head) => pipelineLedger(head, accounts));
  return { at, isBalanced, pipelines, accounts, lanes: shown, lives };
}

/** What a lane's total, or else the first of its hours that does not balance, differs by. */
export function laneDifference({ total, hours }: LaneBooks): number {
  const differences = [total, ...hours].map(amountsDifference);
  return differences.find((difference) => difference !== 0) ?? 0;
}

function amountsDifference({ expected, delivered, skipped, pending }: LaneAmounts): number {
  const skips = Object.values(skipped).reduce((sum, amount) => sum + amount, 0);
  return expected - delivered - skips - pending;
}

/** The items of an account under one fate, whatever the reason. */
export function itemsOf({ terms }: Pick<LedgerAccount, "terms">, fate: LedgerFate): number {
  return terms.reduce((sum, term) => (term.fate === fate ? sum + term.items : sum), 0);
}

function pipelineLedger(
  { pipeline, signal, first }: LedgerReading["heads"][number],
  accounts: readonly LedgerAccount[],
): PipelineLedger {
  const own = accounts.filter((account) => account.pipeline === pipeline);
  const head = own.find(({ kind, component }) => kind === "link" && component === first) ?? { terms: [] };
  const answers = {
    accepted: itemsOf(head, "taken"),
    refused: itemsOf(head, "rejected"),
    waiting: itemsOf(head, "under_way") + itemsOf(head, "lost_with_process"),
  };
  const processors = own.filter(({ kind }) => kind === "processor");
  const fates = [...processors.flatMap(fatesOf), ...endFates(pipeline, own, processors, accounts)];
  return { pipeline, signal, in: itemsOf(head, "in"), answers, fates };
}

type Fates = PipelineLedger["fates"];

/** What stayed in a component, or ended there. */
function fatesOf({ component, terms }: LedgerAccount): Fates {
  return terms.filter(({ fate }) => fate !== "in" && fate !== "out").map((term) => ({ component, ...term }));
}

/** What reached the end of a pipeline: the account of its exporter, if that serves no other; else that it was handed on. */
function endFates(
  pipeline: string,
  own: readonly LedgerAccount[],
  processors: readonly LedgerAccount[],
  accounts: readonly LedgerAccount[],
): Fates {
  const inner = new Set(processors.map(({ component }) => component));
  const ends = own.filter(({ kind, component }) => kind === "link" && !inner.has(component));
  const fanOut = ends.find(({ component }) => component === "exporters");
  const end = fanOut ?? ends[0];
  if (end === undefined) return [];
  const others = accounts.some(
    ({ kind, component, signal, pipeline: of }) =>
      kind === "link" && component === end.component && signal === end.signal && of !== pipeline,
  );
  const exporter = accounts.find(
    ({ kind, component, signal }) => kind === "exporter" && component === end.component && signal === end.signal,
  );
  if (!others && exporter !== undefined) return fatesOf(exporter);
  return [{ component: end.component, fate: "out", items: itemsOf(end, "in") }];
}
