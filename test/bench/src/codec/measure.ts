import { median } from "../median.ts";

/** One way to do the work. */
export interface Contender {
  readonly name: string;
  /** Does the work once; what it gives is used, so that no compiler takes it away. */
  readonly run: () => unknown;
}

/** How fast a contender was. */
export interface Measured {
  readonly name: string;
  /** Runs a second, round by round. */
  readonly speeds: readonly number[];
}

/** How long a measurement takes: each contender runs `roundMs` milliseconds in each of the rounds. */
export interface MeasureOptions {
  readonly rounds: number;
  readonly roundMs: number;
}

/**
 * Times contenders in turn, round after round, so that a noisy machine disturbs all of them alike. The first rounds
 * warm up and do not count.
 */
export function measure(contenders: readonly Contender[], { rounds, roundMs }: MeasureOptions): Measured[] {
  const samples = contenders.map((): number[] => []);
  const warmUp = Math.max(1, Math.floor(rounds / 4));
  for (let round = 0; round < warmUp + rounds; round++) {
    for (const [index, { run }] of contenders.entries()) {
      const speed = timed(run, roundMs);
      if (round >= warmUp) samples[index]!.push(speed);
    }
  }
  return contenders.map(({ name }, index) => ({ name, speeds: samples[index]! }));
}

/** How many times as fast the one is as the other: the median of the rounds, each compared with itself. */
export function ratioOf(one: Measured, other: Measured): number {
  return median(one.speeds.map((speed, round) => speed / other.speeds[round]!));
}

let sink: unknown;

function timed(run: () => unknown, roundMs: number): number {
  const began = performance.now();
  let runs = 0;
  let elapsed = 0;
  do {
    sink = run();
    runs += 1;
    elapsed = performance.now() - began;
  } while (elapsed < roundMs);
  return (runs / elapsed) * 1_000;
}

/** What the last run gave. */
export function lastResult(): unknown {
  return sink;
}
