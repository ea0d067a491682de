import { availableParallelism } from "node:os";
import { expect, it } from "vitest";
import { runCampaign } from "../src/campaign.ts";
import { phases } from "../src/phases.ts";
import { runSeeds } from "../src/run-seeds.ts";
import { troubleKinds } from "../src/trouble.ts";

const first = Number(process.env["SIMULATION_SEED"] ?? 1 + Math.floor(Math.random() * 2 ** 31));

it(`five thousand days of troubles, from seed ${first} on, break no promise`, { timeout: 4 * 3_600_000 }, async () => {
  const { kept, broken } = await runSeeds({ first, count: 5_000, hours: 24 });
  expect(broken).toEqual([]);
  expect(kept).toBe(5_000);
});

it(
  `an hour of stories with replicas, from seed ${first} on, breaks no promise and leaves no cell empty`,
  { timeout: 2 * 3_600_000 },
  async () => {
    const broken: string[] = [];
    const { coverage, calls, fewestFaults } = await runCampaign({
      minutes: 60,
      seed: first,
      workers: availableParallelism(),
      hours: 1.5,
      broken: (lines) => broken.push(...lines),
    });
    console.log(coverage.lines(troubleKinds, calls).join("\n"));
    expect(broken).toEqual([]);
    expect(fewestFaults).toBeGreaterThanOrEqual(5);
    const empty = troubleKinds.flatMap((kind) =>
      phases.filter((phase) => coverage.of(kind, phase) === 0).map((phase) => `${kind} while ${phase}`),
    );
    expect(empty).toEqual([]);
    const rare = calls.filter((call) => Math.min(coverage.deaths(call, "before"), coverage.deaths(call, "after")) < 20);
    expect(rare).toEqual([]);
  },
);
