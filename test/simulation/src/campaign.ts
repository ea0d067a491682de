import { fork, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import { AimChooser, formatAim } from "./aims.ts";
import type { WorkerAnswer } from "./campaign-worker.ts";
import { Coverage } from "./coverage.ts";
import type { Scenario } from "./scenario.ts";

export interface CampaignOptions {
  readonly minutes: number;
  readonly seed: number;
  readonly workers: number;
  /** How long each story is. */
  readonly hours: number;
  /** Told of each scenario that broke a promise, in lines. */
  readonly broken: (lines: readonly string[]) => void;
}

/** What a campaign did. */
export interface CampaignResult {
  readonly scenarios: number;
  readonly simulatedHours: number;
  /** Faults that struck in the scenario with the fewest of them; Infinity where there was none. */
  readonly fewestFaults: number;
  readonly cpuSeconds: number;
  readonly points: number;
  readonly coverage: Coverage;
  /** Every call that any process made of the world. */
  readonly calls: readonly string[];
  /** Seeds that broke a promise. */
  readonly violations: number;
}

const worker = fileURLToPath(new URL("campaign-worker.ts", import.meta.url));

/** Plays scenarios in several processes until the time is over; all of them aim for what was tried least. */
export async function runCampaign(options: CampaignOptions): Promise<CampaignResult> {
  const { minutes, seed, workers, hours, broken } = options;
  const until = Date.now() + minutes * 60_000;
  const coverage = new Coverage();
  const chooser = new AimChooser(coverage);
  let next = seed;
  let [scenarios, simulatedMs, cpuMs, points, violations] = [0, 0, 0, 0, 0];
  let fewestFaults = Infinity;
  const take = ({ outcome, shortest }: WorkerAnswer): void => {
    scenarios++;
    simulatedMs += outcome.simulatedMs;
    cpuMs += outcome.cpuMs;
    points += outcome.points;
    fewestFaults = Math.min(fewestFaults, outcome.coverage.total);
    coverage.add(outcome.coverage);
    chooser.know(outcome.calls);
    if (shortest === undefined) return;
    violations++;
    broken(linesOf({ outcome, shortest }));
  };
  const order = (): Scenario | undefined =>
    Date.now() < until ? { seed: next++, hours, aims: chooser.next() } : undefined;
  await Promise.all(Array.from({ length: workers }, () => work(order, take)));
  const simulatedHours = simulatedMs / 3_600_000;
  const cpuSeconds = cpuMs / 1_000;
  const { calls } = chooser;
  return { scenarios, simulatedHours, fewestFaults, cpuSeconds, points, coverage, calls, violations };
}

/** One child, for as long as there is anything to do. Rejects where it fails, which is no broken promise. */
async function work(order: () => Scenario | undefined, take: (answer: WorkerAnswer) => void): Promise<void> {
  const child = fork(worker, {
    execArgv: ["--conditions=genai-collector-source"],
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  try {
    for (let scenario = order(); scenario !== undefined; scenario = order()) take(await ask(child, scenario));
  } finally {
    child.kill();
  }
}

function ask(child: ChildProcess, scenario: Scenario): Promise<WorkerAnswer> {
  return new Promise((resolve, reject) => {
    const leave = (): void => {
      child.off("message", answered).off("exit", exited).off("error", reject);
    };
    const answered = (answer: unknown): void => {
      leave();
      resolve(answer as WorkerAnswer);
    };
    const exited = (code: number | null): void => {
      leave();
      reject(new Error(`the process that played ${commandOf(scenario)} ended with ${code}`));
    };
    child.on("message", answered).on("exit", exited).on("error", reject);
    child.send(scenario);
  });
}

/** What shows a scenario again. */
export function commandOf({ seed, hours, aims, only, until }: Scenario): string {
  const parts = [`pnpm simulate --seed ${seed} --hours ${hours}`];
  if (aims.length > 0) parts.push(`--aim "${aims.map((aim) => formatAim(aim)).join()}"`);
  if (only !== undefined) parts.push(`--only ${only.length === 0 ? "0" : only.join()}`);
  if (until !== undefined) parts.push(`--until ${until}`);
  return parts.join(" ");
}

function linesOf({ outcome, shortest }: Required<WorkerAnswer>): readonly string[] {
  const { scenario, violations, events } = outcome;
  return [
    ...violations.map(
      ({ promise, where, what, at }) => `  ${new Date(at).toISOString()}  BROKEN: ${promise} (${where}): ${what}`,
    ),
    `seed ${scenario.seed}: ${events.length} events; these are enough: ${(shortest.only ?? []).map((number) => `${number} ${events[number - 1]}`).join(", ")}`,
    `see it happen: ${commandOf(shortest)}`,
    `the whole of it: ${commandOf(scenario)}`,
  ];
}
