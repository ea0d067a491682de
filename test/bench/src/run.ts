// pnpm bench: how fast the data path is, as ratios measured in one run. README.md tells the flags and how to read it.
import { join } from "node:path";
import { codecBench, type Ratio } from "./codec/codec-bench.ts";
import { parseFlags } from "./flags.ts";
import { profileTables } from "./profile/profile-table.ts";
import { otelcolProgram, ourProgram, type Program } from "./program/program.ts";
import { codecShortcomings, codecTable } from "./report/codec-table.ts";
import { comparisonTable } from "./report/comparison-table.ts";
import { growthShortcomings, growthTable } from "./report/growth-table.ts";
import { shortcomings } from "./report/verdict.ts";
import { workerShortcomings, workerTable } from "./report/worker-table.ts";
import { writeResults } from "./report/write-results.ts";
import { comparisons } from "./scenarios/comparisons.ts";
import { growths, type Growth } from "./scenarios/growth.ts";
import type { Scenario } from "./scenarios/scenario.ts";
import { workerScalings, type WorkerScaling } from "./scenarios/worker-scaling.ts";
import { compare, type Comparison } from "./trial/compare.ts";
import { compareWorkers, type WorkerComparison } from "./trial/compare-workers.ts";

const flags = parseFlags(process.argv.slice(2));
const options = { runs: flags.runs, warmUpMs: flags.warmUpSeconds * 1_000, measuredMs: flags.seconds * 1_000 };
const missed: string[] = [];
const results: Record<string, unknown> = {};

if (flags.parts.has("codec")) runCodec();
if (["compare", "growth", "workers"].some((part) => flags.parts.has(part as "workers"))) await runPrograms();
console.log(`\nFigures: ${writeResults(results, flags.out)}`);
for (const what of missed) console.error(what);
process.exitCode = missed.length > 0 ? 1 : 0;

function runCodec(): void {
  console.log(`Node ${process.versions.node}, ${process.arch}: 512 spans a request, 10 attributes a span`);
  const rows: Ratio[] = codecBench({ rounds: flags.rounds, roundMs: flags.roundMs });
  console.log(`\n${codecTable(rows)}`);
  results["codec"] = rows;
  missed.push(...codecShortcomings(rows));
}

async function runPrograms(): Promise<void> {
  const otelcol = otelcolProgram();
  if (otelcol === undefined) console.log("OTELCOL names no otelcol: only our own figures, and no ratios");
  const chosen = chosenScenarios();
  if (flags.parts.has("compare") && chosen.comparisons.length > 0) await runComparisons(chosen.comparisons, otelcol);
  if (flags.parts.has("growth")) for (const growth of chosen.growths) await runGrowth(growth, otelcol);
  if (flags.parts.has("workers") && chosen.workers.length > 0) await runWorkers(chosen.workers);
}

async function runComparisons(scenarios: readonly Scenario[], otelcol?: Program): Promise<void> {
  const outcomes = await runEach(scenarios, otelcol);
  console.log(`\n${comparisonTable(outcomes)}`);
  results["comparisons"] = outcomes;
  missed.push(...outcomes.flatMap((each) => shortcomings(each).map((what) => `${each.scenario.name}: ${what}`)));
}

async function runGrowth(growth: Growth, otelcol?: Program): Promise<void> {
  const steps = await runEach(growth.steps, otelcol);
  console.log(`\n${growthTable(growth, steps)}`);
  results[`growth-${growth.name}`] = steps;
  missed.push(...growthShortcomings(steps));
}

async function runWorkers(scalings: readonly WorkerScaling[]): Promise<void> {
  const outcomes: WorkerComparison[] = [];
  for (const scaling of scalings) {
    process.stderr.write(`${scaling.name} ...\n`);
    outcomes.push(await compareWorkers(scaling, ourProgram({ file: flags.ours }), options));
  }
  console.log(`\n${workerTable(outcomes)}`);
  results["workers"] = outcomes;
  missed.push(...outcomes.flatMap(workerShortcomings));
}

async function runEach(scenarios: readonly Scenario[], otelcol?: Program): Promise<Comparison[]> {
  const outcomes: Comparison[] = [];
  for (const scenario of scenarios) {
    process.stderr.write(`${scenario.name} ...\n`);
    const profile = flags.profile === undefined ? undefined : join(flags.profile, scenario.name);
    outcomes.push(await compare(scenario, ourProgram({ file: flags.ours, profile }), otelcol, options));
    if (profile !== undefined) console.log(`\n${profileTables(profile)}`);
  }
  return outcomes;
}

interface Chosen {
  readonly comparisons: readonly Scenario[];
  readonly growths: readonly Growth[];
  readonly workers: readonly WorkerScaling[];
}

function chosenScenarios(): Chosen {
  if (flags.scenarios.length === 0) return { comparisons, growths, workers: workerScalings };
  const names = [...comparisons, ...growths, ...workerScalings].map(({ name }) => name);
  for (const name of flags.scenarios)
    if (!names.includes(name)) throw new Error(`--scenario: expected one of ${names.join(", ")}, found "${name}"`);
  const isChosen = ({ name }: { readonly name: string }): boolean => flags.scenarios.includes(name);
  return {
    comparisons: comparisons.filter(isChosen),
    growths: growths.filter(isChosen),
    workers: workerScalings.filter(isChosen),
  };
}
