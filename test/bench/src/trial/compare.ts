import { median } from "../median.ts";
import type { Program } from "../program/program.ts";
import type { Scenario } from "../scenarios/scenario.ts";
import { runTrial, type Trial, type TrialOptions } from "./run-trial.ts";

/** How often and how long. */
export interface CompareOptions extends TrialOptions {
  readonly runs: number;
}

/** What several trials of one program gave. */
export interface Figures {
  /** The median of the trials, figure by figure. */
  readonly median: Omit<Trial, "isVoid">;
  /** Why a trial does not count; empty when all do. */
  readonly voids: readonly string[];
  readonly trials: readonly Trial[];
}

/** A scenario's outcome. */
export interface Comparison {
  readonly scenario: Scenario;
  readonly ours: Figures;
  /** Undefined where there is no otelcol to compare with. */
  readonly otelcol: Figures | undefined;
}

/** Runs programs through a scenario in turn, so that whatever else the machine does disturbs both alike. */
export async function compare(
  scenario: Scenario,
  ours: Program,
  otelcol: Program | undefined,
  options: CompareOptions,
): Promise<Comparison> {
  const oursTrials: (Trial | Failure)[] = [];
  const otelcolTrials: (Trial | Failure)[] = [];
  for (let run = 0; run < options.runs; run++) {
    oursTrials.push(await tryTrial(scenario, ours, options));
    if (otelcol !== undefined) otelcolTrials.push(await tryTrial(scenario, otelcol, options));
  }
  return {
    scenario,
    ours: figuresOf(oursTrials),
    otelcol: otelcol === undefined ? undefined : figuresOf(otelcolTrials),
  };
}

/** A trial that could not be run, for example because the program refuses the configuration. */
export interface Failure {
  readonly isVoid: string;
}

/** One scenario that cannot run must not cost the figures of all others. */
export async function tryTrial(scenario: Scenario, program: Program, options: TrialOptions): Promise<Trial | Failure> {
  try {
    return await runTrial(scenario, program, options);
  } catch (error) {
    return { isVoid: error instanceof Error ? error.message : String(error) };
  }
}

/** How many times otelcol's items per CPU-second ours are; undefined without otelcol. */
export function ratioOf({ ours, otelcol }: Comparison): number | undefined {
  return otelcol === undefined ? undefined : ours.median.itemsPerCpuSecond / otelcol.median.itemsPerCpuSecond;
}

/** Puts trials together; what could not be run has no figures. */
export function figuresOf(outcomes: readonly (Trial | Failure)[]): Figures {
  const trials = outcomes.filter((outcome) => "itemsIn" in outcome);
  const of = (figure: (trial: Trial) => number): number => median(trials.map(figure));
  return {
    median: {
      itemsIn: of((trial) => trial.itemsIn),
      itemsOut: of((trial) => trial.itemsOut),
      refused: of((trial) => trial.refused),
      cpuSeconds: of((trial) => trial.cpuSeconds),
      itemsPerCpuSecond: of((trial) => trial.itemsPerCpuSecond),
      itemsPerSecond: of((trial) => trial.itemsPerSecond),
      p50Ms: of((trial) => trial.p50Ms),
      p99Ms: of((trial) => trial.p99Ms),
      peakBytes: of((trial) => trial.peakBytes),
      bytesOutPerItem: of((trial) => trial.bytesOutPerItem),
      startMs: of((trial) => trial.startMs),
      startCpuSeconds: of((trial) => trial.startCpuSeconds),
    },
    voids: outcomes.flatMap(({ isVoid }) => (isVoid === undefined ? [] : [isVoid])),
    trials,
  };
}
