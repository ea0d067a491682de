import { it } from "vitest";
import { expectPromises } from "../src/replay.ts";

const first = Number(process.env["SIMULATION_SEED"] ?? Math.floor(Math.random() * 2 ** 31));

it(`five thousand days of troubles, from seed ${first} on`, { timeout: 6 * 3_600_000 }, async () => {
  for (let seed = first; seed < first + 5_000; seed++) await expectPromises({ seed, hours: 24 });
});
