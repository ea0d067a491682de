import { Simulation } from "./simulation.ts";
import type { SimulationOptions } from "./simulation-options.ts";
import type { Violation } from "./violations.ts";

/** How a run ended. */
export interface SimulationResult {
  /** The first thousand. */
  readonly violations: readonly Violation[];
  /** Points that were held against the truth, over all lanes. */
  readonly points: number;
  /** Points that never arrived, each of them counted by the collector. */
  readonly gaps: number;
  /** Resources that came again, in the same bytes. */
  readonly resent: number;
  /** Log records that were pushed and arrived. */
  readonly pushed: number;
  /** Log records that were taken and never arrived, each of them counted, or held by who was killed. */
  readonly dropped: number;
  /** Processes of the collector. */
  readonly lives: number;
  /** Of leaders, over all sources. */
  readonly terms: number;
  readonly sinkRequests: number;
  readonly platformRequests: number;
}

/**
 * Runs a whole collector against a simulated platform and simulated sinks in virtual time, under a story of troubles,
 * then in peace until everything is delivered; all the while, what the sinks have is held against the truth.
 */
export async function simulate(options: SimulationOptions): Promise<SimulationResult> {
  const simulation = await Simulation.open(options);
  await simulation.play();
  return resultOf(simulation);
}

/** What there is to say of a run that has ended. */
function resultOf({
  violations,
  lanes,
  queued,
  fleet,
  leadership,
  sinks,
  platforms,
  pushed,
}: Simulation): SimulationResult {
  return {
    violations: violations.list,
    points: sum(lanes.map(({ points }) => points)),
    gaps: sum([...lanes, ...queued].map(({ gaps }) => gaps)),
    resent: sum([...lanes, ...queued].map(({ resent }) => resent)),
    pushed: pushed?.books.arrivals ?? 0,
    dropped: pushed?.books.gaps ?? 0,
    lives: sum(fleet.machines.map(({ lives }) => lives)),
    terms: leadership.terms,
    sinkRequests: sum(sinks.map(({ front }) => front.requests)),
    platformRequests: sum(platforms.map(({ requests }) => requests)),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
