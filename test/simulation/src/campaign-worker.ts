// A child of a campaign: plays the scenarios that it is sent, one after the other, and makes those shorter that break a promise.
import { brokenFirst, playScenario, type Scenario, type ScenarioOutcome } from "./scenario.ts";
import { shrink } from "./shrink.ts";
import { Simulation } from "./simulation.ts";

/** Stories that are played to make one shorter. */
const most = 40;

export interface WorkerAnswer {
  readonly outcome: ScenarioOutcome;
  /** The same with fewer events; absent where nothing was broken. */
  readonly shortest?: Scenario;
}

process.on("message", (scenario: Scenario) => {
  void answer(scenario).then((answered) => process.send?.(answered));
});

async function answer(scenario: Scenario): Promise<WorkerAnswer> {
  const outcome = await playScenario(scenario);
  const promise = outcome.violations[0]?.promise;
  if (promise === undefined) return { outcome };
  const { story } = await Simulation.open(scenario);
  const at = story.events.map((event) => event.at / 3_600_000);
  return { outcome, shortest: await shrink({ scenario, at, promise, play: brokenFirst, most }) };
}
