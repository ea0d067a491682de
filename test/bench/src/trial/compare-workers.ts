import type { Program } from "../program/program.ts";
import type { WorkerScaling } from "../scenarios/worker-scaling.ts";
import { figuresOf, tryTrial, type CompareOptions, type Figures } from "./compare.ts";

/** What one worker does, and what two do. */
export interface WorkerComparison {
  readonly scaling: WorkerScaling;
  readonly one: Figures;
  readonly two: Figures;
}

/** Runs the program with one worker and with two, in turn. */
export async function compareWorkers(
  scaling: WorkerScaling,
  program: Program,
  options: CompareOptions,
): Promise<WorkerComparison> {
  const one: Awaited<ReturnType<typeof tryTrial>>[] = [];
  const two: Awaited<ReturnType<typeof tryTrial>>[] = [];
  for (let run = 0; run < options.runs; run++) {
    one.push(await tryTrial(scaling.one, program, options));
    two.push(await tryTrial(scaling.two, program, options));
  }
  return { scaling, one: figuresOf(one), two: figuresOf(two) };
}
