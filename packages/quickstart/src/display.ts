import type { Progress } from "./progress.ts";
import type { Reconciliation } from "./reconcile.ts";

/** How long a plain line is not repeated while nothing changes. */
const heartbeatMs = 10_000;

/** The moment's figures, for a terminal and for elsewhere. */
export interface View {
  readonly table: readonly string[];
  readonly line: string;
}

/** Shows how it goes: a table that renews itself on a terminal, plain lines elsewhere. */
export class Display {
  readonly #write: (text: string) => void;
  readonly #isTerminal: boolean;
  readonly #now: () => number;
  #tableLines = 0;
  #last: { readonly line: string; readonly at: number } | undefined;

  /** `now`: milliseconds from anywhere. */
  constructor(write: (text: string) => void, isTerminal: boolean, now: () => number = () => performance.now()) {
    this.#write = write;
    this.#isTerminal = isTerminal;
    this.#now = now;
  }

  /** A line that stays. */
  say(line: string): void {
    this.#clearTable();
    this.#write(`${line}\n`);
  }

  /** The moment's figures. As plain lines: when they have changed, else every ten seconds. */
  show(progress: Progress): void {
    this.showView({ table: table(progress), line: plainLine(progress) });
  }

  /** The same, of figures that somebody else put into words. */
  showView({ table: lines, line }: View): void {
    if (this.#isTerminal) this.#showTable(lines);
    else this.#showLine(line);
  }

  #showLine(line: string): void {
    const now = this.#now();
    if (line === this.#last?.line && now - this.#last.at < heartbeatMs) return;
    this.#last = { line, at: now };
    this.#write(`${line}\n`);
  }

  #showTable(lines: readonly string[]): void {
    this.#clearTable();
    this.#write(`${lines.join("\n")}\n`);
    this.#tableLines = lines.length;
  }

  #clearTable(): void {
    if (this.#tableLines > 0) this.#write(`\u001b[${this.#tableLines}A\u001b[0J`);
    this.#tableLines = 0;
  }
}

/** `12:34`, UTC. */
export function clock(instant: number | undefined): string {
  return instant === undefined ? "–" : new Date(instant).toISOString().slice(11, 16);
}

function plainLine(progress: Progress): string {
  const state = progress.isUp ? "" : "collector is down · ";
  return `${state}delivered ${progress.points} points of ${progress.buckets} minutes, up to ${clock(progress.frontier)} · ${progress.heldBack} held back · ${progress.revisions} revised late · sink took ${progress.requests} requests, refused ${progress.refused}`;
}

function table(progress: Progress): string[] {
  const rows: readonly (readonly string[])[] = [
    ["loop", "frontier", "lag", "minutes", "points", "held back", "revised late", "guard dropped"],
    [
      progress.isUp ? "analytics" : "(down)",
      clock(progress.frontier),
      `${progress.lagSeconds}s`,
      String(progress.buckets),
      String(progress.points),
      String(progress.heldBack),
      String(progress.revisions),
      String(progress.guardDropped),
    ],
  ];
  const sink: readonly (readonly string[])[] = [
    ["sink", "requests", "refused", "bytes"],
    ["", String(progress.requests), String(progress.refused), String(progress.bytes)],
  ];
  return ["", ...columns(rows), "", ...columns(sink), ""];
}

/** Rows with their cells below one another. */
export function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column]!)).join("   ")}`.trimEnd());
}

/** The reconciliation, for people. */
export function summary(result: Reconciliation): string {
  const row = (label: string, value: number, note = ""): string =>
    `  ${label.padEnd(12)}${String(value).padStart(8)}${note === "" ? "" : `   ${note}`}`;
  return [
    "Reconciliation: what the sink has, against sums over the gateway's own requests",
    "",
    row("expected", result.expected, "points of settled minutes"),
    row("delivered", result.delivered),
    row("missing", result.missing),
    row("duplicated", result.duplicated),
    row("wrong", result.wrong, "value, unit, labels or time"),
    row("leaked", result.leaked, "prompts, completions, keys or people"),
    row("sent again", result.resent, "with the same bytes, after the kill or a lost answer: no sink counts them twice"),
    ...result.examples.map((example) => `  ${example}`),
  ].join("\n");
}

/** Where to go from here. */
export function nextSteps(logFile: string): string {
  return `Next
  Poll the real Portkey:     PORTKEY_API_KEY=… OTLP_ENDPOINT=http://localhost:4318 npm start -- --config configs/portkey.yaml
  Read what ran:             configs/quickstart.yaml
  See what the collector said: ${logFile}
  Write your own receiver:   packages/polling/README.md, examples/acme-receiver
  How it works:              packages/docs/architecture.md`;
}
