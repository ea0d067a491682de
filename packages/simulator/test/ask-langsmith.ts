import {
  LangSmithSimulator,
  type LangSmithFaultKind,
  type LangSmithOptions,
  type SimulatorResponse,
} from "../src/index.ts";

export const second = 1_000;
export const minute = 60 * second;
export const hour = 60 * minute;
/** A Tuesday. */
export const noon = Date.UTC(2026, 2, 3, 12);

/** What a client reads: a JSON object. */
export type Row = Readonly<Record<string, unknown>>;

interface Page {
  readonly runs: readonly Row[];
  readonly cursors?: { readonly next: string | null };
}

/** A time as requests carry it. */
export function iso(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}

/** A simulator with a clock that a test sets, and what a client asks of it. */
export class AskingLangSmith {
  now = noon;
  readonly simulator: LangSmithSimulator;

  constructor(options: Partial<LangSmithOptions> = {}) {
    this.simulator = new LangSmithSimulator({ seed: 3, now: () => this.now, budgets: [], ...options });
  }

  /** Lets one kind of fault happen to every request from now on, or to those for a part of the path. */
  suffer(kind: LangSmithFaultKind, target?: string): this {
    this.simulator.script({ kind, from: 0, to: Number.MAX_SAFE_INTEGER, target });
    return this;
  }

  get(
    path: string,
    query: Readonly<Record<string, string>> = {},
    headers: Readonly<Record<string, string>> = {},
  ): SimulatorResponse {
    const url = `https://ls.example${path}?${new URLSearchParams(query).toString()}`;
    return this.simulator.handle({ method: "GET", url, headers: { ...usual, ...headers } });
  }

  post(path: string, body: unknown, headers: Readonly<Record<string, string>> = {}): SimulatorResponse {
    return this.simulator.handle({
      method: "POST",
      url: `https://ls.example${path}`,
      headers: { ...usual, "content-type": "application/json", ...headers },
      body: new TextEncoder().encode(typeof body === "string" ? body : JSON.stringify(body)),
    });
  }

  /** One page of projects that answered 200. */
  sessions(query: Readonly<Record<string, string>> = {}): readonly Row[] {
    const sorted = { sort_by: "start_time", sort_by_desc: "true", ...query };
    return JSON.parse(this.get("/api/v1/sessions", sorted).body) as readonly Row[];
  }

  /** Ids of all projects that are there. */
  ids(): readonly string[] {
    return this.sessions().map((row) => row["id"] as string);
  }

  /** One request for runs that start in a stretch, oldest first. */
  query(from: number, to: number, more: Row = {}): SimulatorResponse {
    const body = { session: this.ids(), start_time: iso(from), end_time: iso(to), order: "asc", limit: 100, ...more };
    return this.post("/api/v1/runs/query", body);
  }

  /** Every run, page by page, as a naive reader takes them; `onPage` sees each page, at most 500 of them. */
  runs(from: number, to: number, more: Row = {}, onPage: (page: Page) => void = () => undefined): Row[] {
    const found: Row[] = [];
    const scope = { session: this.ids(), ...more };
    let cursor: string | null | undefined;
    for (let pages = 0; pages < 500; pages++) {
      const answer = this.query(from, to, cursor === undefined ? scope : { ...scope, cursor });
      if (answer.status !== 200) throw new Error(`${answer.status} ${answer.body.slice(0, 200)}`);
      const page = JSON.parse(answer.body) as Page;
      onPage(page);
      found.push(...page.runs);
      cursor = page.cursors?.next;
      if (cursor === null || cursor === undefined || cursor === "") return found;
    }
    return found;
  }
}

const usual = { "user-agent": "genai-collector/1.0", "x-api-key": "lsv2_sk_test" };

/** The distinct values of a field. */
export function valuesOf(rows: readonly Row[], field: string): ReadonlySet<unknown> {
  return new Set(rows.map((row) => row[field]));
}
