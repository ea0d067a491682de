import { cpuUsage } from "node:process";
import type { CoverageCounts } from "./coverage.ts";
import { Simulation } from "./simulation.ts";
import type { Aim } from "./trouble.ts";
import type { Promised, Violation } from "./violations.ts";

/** One story of a campaign. */
export interface Scenario {
  readonly seed: number;
  readonly hours: number;
  readonly aims: readonly Aim[];
  /** The numbers of the events that happen; absent: all. */
  readonly only?: readonly number[];
  /** Peace comes so early, in hours; absent: at the end of the story. */
  readonly until?: number;
}

/** How it went. */
export interface ScenarioOutcome {
  readonly scenario: Scenario;
  readonly violations: readonly Violation[];
  readonly coverage: CoverageCounts;
  /** Names of the calls that its processes made of the world. */
  readonly calls: readonly string[];
  readonly events: readonly string[];
  readonly simulatedMs: number;
  readonly cpuMs: number;
  readonly points: number;
}

/** Plays one scenario. */
export async function playScenario(scenario: Scenario): Promise<ScenarioOutcome> {
  const began = cpuUsage();
  const simulation = await Simulation.open(scenario);
  const { world, fleet, story } = simulation;
  const start = world.now;
  await simulation.play();
  const { user, system } = cpuUsage(began);
  return {
    scenario,
    violations: simulation.violations.list.slice(0, 5),
    coverage: simulation.coverage.counts,
    calls: fleet.calls,
    events: story.events.map(({ trouble, during }) => `${trouble.kind}${during === undefined ? "" : ` @ ${during}`}`),
    simulatedMs: world.now - start,
    cpuMs: (user + system) / 1_000,
    points: simulation.lanes.reduce((sum, { points }) => sum + points, 0),
  };
}

/** The promise that a scenario breaks first; undefined: none. */
export async function brokenFirst(scenario: Scenario): Promise<Promised | undefined> {
  return (await playScenario(scenario)).violations[0]?.promise;
}
