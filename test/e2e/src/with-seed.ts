import { seedOfRun } from "./seeded-random.ts";

/** Plays a story with the seed of this run. What fails has the seed in front of it, so that it can be told again. */
export async function withSeed(play: (seed: number) => Promise<void>): Promise<void> {
  const seed = seedOfRun();
  try {
    await play(seed);
  } catch (error) {
    throw new Error(`with E2E_SEED=${seed}: ${(error as Error).message}`, { cause: error });
  }
}
