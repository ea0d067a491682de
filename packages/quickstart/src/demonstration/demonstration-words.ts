import { clock, columns } from "../display.ts";
import type { SinkCounts } from "../sink-store.ts";
import type { LoopAccount } from "./loop-account.ts";
import type { LoopProgress } from "./loop-progress.ts";

/** The moment's figures on one line. */
export function plainLine(loops: readonly LoopProgress[], sink: SinkCounts): string {
  const told = loops.map(({ title, delivered, frontier }) => `${title} ${delivered} up to ${clock(frontier)}`);
  return `delivered ${told.join(" · ")} · sink took ${sink.requests} requests, refused ${sink.refused}`;
}

/** The same as a table: a row for each loop. */
export function progressTable(loops: readonly LoopProgress[], sink: SinkCounts): readonly string[] {
  const rows = loops.map(({ title, frontier, lagSeconds, polls, failures, delivered }) => [
    title,
    clock(frontier),
    `${lagSeconds}s`,
    ...[polls, failures, delivered].map(String),
  ]);
  return [
    "",
    ...columns([["loop", "frontier", "lag", "polls", "failed", "delivered"], ...rows]),
    "",
    ...columns([
      ["sink", "requests", "refused", "bytes"],
      ["", String(sink.requests), String(sink.refused), String(sink.bytes)],
    ]),
    "",
  ];
}

/** The reconciliation, for people: a row for each loop, and what leaked. */
export function accountSummary(accounts: readonly LoopAccount[], leaks: readonly string[]): string {
  const head = ["loop", "expected", "delivered", "missing", "duplicated", "wrong", "sent again"];
  const rows = accounts.map((account) => [
    account.loop,
    ...[account.expected, account.delivered, account.missing, account.duplicated, account.wrong, account.resent].map(
      String,
    ),
  ]);
  const examples = [
    ...accounts.flatMap(({ loop, examples: found }) => found.map((example) => `${loop} ${example}`)),
    ...leaks.map((leak) => `leaked: ${leak}`),
  ];
  return [
    "Reconciliation: what the sink has, against what the simulated platforms had to tell when they were asked",
    "",
    ...columns([head, ...rows]),
    "",
    `  leaked ${leaks.length}   prompts, completions, keys or people`,
    ...examples.map((example) => `  ${example}`),
  ].join("\n");
}

/** Where to go from here. */
export function demonstrationSteps(
  files: readonly string[],
  needed: readonly string[],
  overlayFile: string,
  logFile: string,
): string {
  const flags = files.map((file) => `--config ${file}`).join(" ");
  const variables = needed.map((name) => `${name}=… `).join("");
  const steps = [
    ["Poll the real platforms:", `${variables}OTLP_ENDPOINT=http://localhost:4318 npm start -- ${flags}`],
    ["Read what was laid over it:", overlayFile],
    ["See what the collector said:", logFile],
  ];
  return ["Next", ...columns(steps)].join("\n");
}
