import { expect, it } from "vitest";
import { runSeeds } from "../src/run-seeds.ts";

const first = Number(process.env["SIMULATION_SEED"] ?? 1 + Math.floor(Math.random() * 2 ** 31));

it(`five thousand days of troubles, from seed ${first} on, break no promise`, { timeout: 4 * 3_600_000 }, async () => {
  const { kept, broken } = await runSeeds({ first, count: 5_000, hours: 24 });
  expect(broken).toEqual([]);
  expect(kept).toBe(5_000);
});
