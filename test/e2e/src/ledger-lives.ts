import { globSync, readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";

/** Items under one word of an account. */
interface Term {
  readonly fate: string;
  readonly reason?: string;
  readonly items: number;
}

interface Account {
  readonly kind: string;
  readonly component: string;
  readonly pipeline?: string;
  readonly signal: string;
  readonly terms: readonly Term[];
}

/** What lies in the file of `service::telemetry::ledger::path`. */
export interface LedgerPage {
  readonly processes: number;
  readonly earlier: readonly Account[];
  readonly now: readonly Account[];
}

const checksumDigits = 8;
const incoming = new Set(["in", "restored", "made", "rejected_behind"]);
/** What ended with a life, and cannot change any more. */
const final = ["in", "sent", "dropped", "returned", "set_aside"];

/** What the file says now; undefined where there is none. */
export function readPage(path: string): LedgerPage | undefined {
  try {
    return JSON.parse(readFileSync(path, "utf8").slice(checksumDigits + 1)) as LedgerPage;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new Error(`${path} is not whole`, { cause: error });
  }
}

/** Items that lives before this one, and it, have had under one word, over all components of a kind. */
export function itemsOver({ earlier, now }: LedgerPage, kind: string, fate: string): number {
  return amountIn([...earlier, ...now], (account) => account.kind === kind, fate);
}

/** The ledgers that collectors have written down, one life after the other, each compared with the one before it. */
export class LedgerLives {
  readonly #last = new Map<string, LedgerPage>();

  /** A process has just ended. Returns what is wrong with what it wrote down; `path`: of its first worker. */
  ended(path: string): readonly string[] {
    // Other workers' names have a number behind them; `.lock` and `.new` are others' business.
    const paths = globSync([path, `${path}.[0-9]`]);
    return paths.flatMap((each) => this.#read(each).map((fault) => `${each}: ${fault}`));
  }

  #read(path: string): readonly string[] {
    let page: LedgerPage | undefined;
    try {
      page = readPage(path);
    } catch (error) {
      return [(error as Error).message];
    }
    if (page === undefined) return [];
    const before = this.#last.get(path);
    this.#last.set(path, page);
    return [...[...page.earlier, ...page.now].flatMap(balanceFaults), ...(before ? chainFaults(before, page) : [])];
  }
}

/** `answers` may hear more than was rejected: the same error of several at once. */
function balanceFaults(account: Account): readonly string[] {
  const { kind, component, terms } = account;
  const isIncoming = ({ fate }: Term): boolean =>
    incoming.has(fate) && (kind !== "answers" || fate === "rejected_behind");
  const difference = terms.reduce((sum, term) => sum + (isIncoming(term) ? term.items : -term.items), 0);
  const isWrong = kind === "answers" ? difference > 0 : difference !== 0;
  return isWrong ? [`the account of ${kind} ${component} differs by ${difference}: ${JSON.stringify(terms)}`] : [];
}

/**
 * A life carries what those before it had. One that was killed before it wrote anything left the page as it was; of
 * workers, which are started again unseen, several may have come and gone.
 */
function chainFaults(before: LedgerPage, after: LedgerPage): readonly string[] {
  const lives = after.processes - before.processes;
  if (lives < 0) return [`life ${after.processes} comes behind ${before.processes}`];
  if (lives === 0) return isDeepStrictEqual(after, before) ? [] : ["a life that was over has changed"];
  const accounts = [...before.earlier, ...before.now];
  return accounts.flatMap((account) =>
    final.flatMap((fate) => {
      const isSame = (other: Account): boolean => nameOf(other) === nameOf(account);
      const [had, has] = [amountIn(accounts, isSame, fate), amountIn(after.earlier, isSame, fate)];
      if (lives === 1 ? has === had : has >= had) return [];
      return [`${nameOf(account)} had ${had} ${fate} in earlier lives, and now has ${has} of them`];
    }),
  );
}

const nameOf = ({ kind, component, pipeline, signal }: Account): string =>
  [kind, component, pipeline ?? signal].join(" ");

function amountIn(accounts: readonly Account[], isMeant: (account: Account) => boolean, fate: string): number {
  const terms = accounts.filter(isMeant).flatMap((account) => account.terms);
  return terms.reduce((sum, term) => (term.fate === fate ? sum + term.items : sum), 0);
}
