import { fileURLToPath } from "node:url";
import { runSeeds } from "@genai-collector/test-simulation";
import { expect, it } from "vitest";

const program = fileURLToPath(new URL("../src/cli.ts", import.meta.url));
const first = Number(process.env["SIMULATION_SEED"] ?? 1 + Math.floor(Math.random() * 2 ** 31));

it(
  `five hundred days of troubles, from seed ${first} on, break no promise of any of the six loops`,
  { timeout: 3 * 3_600_000 },
  async () => {
    const { kept, broken } = await runSeeds({ first, count: 500, hours: 24, program });
    expect(broken).toEqual([]);
    expect(kept).toBe(500);
  },
);
