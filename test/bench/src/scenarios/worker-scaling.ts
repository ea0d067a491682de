import { comparisons } from "./comparisons.ts";
import type { Scenario } from "./scenario.ts";

/** One scenario with one worker and with two. */
export interface WorkerScaling {
  readonly name: string;
  readonly one: Scenario;
  readonly two: Scenario;
  /** Of one worker's items per CPU-second, what two must reach. */
  readonly askedPerCpuSecond: number;
  /** Of one worker's items per second, where the CPU is what limits it. */
  readonly askedPerSecond?: number;
}

/**
 * A million spans a second, half of what one worker does: what a CPU-second is worth can be told only where generator,
 * program and sink find the CPU that they want.
 */
const requestsPerSecond = 2_000;

/** What two workers are to be good for: as much work for a CPU-second, and more of it in a second. */
export const workerScalings: readonly WorkerScaling[] = [
  scaled("http-512", { askedPerCpuSecond: 0.9 }, { requestsPerSecond }),
  scaled("grpc-512", { askedPerCpuSecond: 0.9 }, { requestsPerSecond }),
  scaled("http-gzip-512", { askedPerCpuSecond: 0.9, askedPerSecond: 1.4 }),
];

function scaled(
  name: string,
  asked: Pick<WorkerScaling, "askedPerCpuSecond" | "askedPerSecond">,
  load: Pick<Scenario, "requestsPerSecond"> = {},
): WorkerScaling {
  const { asked: _asked, target: _target, ...scenario } = comparisons.find((each) => each.name === name)!;
  const of = (workers: number): Scenario => ({ ...scenario, ...load, name: `workers-${workers}-${name}`, workers });
  return { name: `workers-${name}`, one: of(1), two: of(2), ...asked };
}
