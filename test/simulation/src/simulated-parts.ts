import type { World } from "@genai-collector/testkit";
import { BudgetBook } from "./budget-book.ts";
import type { Configuration } from "./load-configuration.ts";
import type { Setup } from "./setup.ts";
import { SimulatedPlatform } from "./simulated-platform.ts";
import type { SimulationOptions } from "./simulation-options.ts";
import type { Story } from "./story.ts";
import type { Violations } from "./violations.ts";

/** What a simulation is made of. */
export interface SimulatedParts {
  readonly world: World;
  readonly story: Story;
  /** What is deployed one after the other. */
  readonly setups: readonly Setup[];
  readonly configurations: readonly Configuration[];
}

/** The platforms that are polled, as every configuration of the story knows them. */
export function openPlatforms(
  options: SimulationOptions,
  { world, setups, story }: SimulatedParts,
): readonly SimulatedPlatform[] {
  const [setup] = setups as readonly [Setup];
  const { platformAheadMs: aheadMs, hasChanceFaults } = story;
  const platform = { ...options, setup, aheadMs, hasChanceFaults, delayMs: options.platformDelayMs };
  return setup.workspaces.map((workspace) => {
    const same = setups.flatMap(({ workspaces }) => workspaces.filter(({ name }) => name === workspace.name));
    return new SimulatedPlatform(world, workspace, [...new Set(same.map(({ prefix }) => prefix))], platform);
  });
}

/** What each platform lets a collector ask, by host. */
export function budgetsOf(
  { workspaces, rateLimit }: Setup,
  report: Violations["report"],
): ReadonlyMap<string, BudgetBook> {
  const book = (name: string): BudgetBook => new BudgetBook({ where: name, ...rateLimit, report });
  return new Map(workspaces.map(({ name }) => [`${name}.portkey.example`, book(name)]));
}
