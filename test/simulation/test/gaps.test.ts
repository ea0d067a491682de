import { describe, expect, it } from "vitest";
import { checkpointPath } from "../src/configuration-file.ts";
import { scrape } from "../src/own-metrics.ts";
import { savedLanes } from "../src/saved-lanes.ts";
import { Simulation } from "../src/simulation.ts";
import type { SimulationOptions } from "../src/simulation-options.ts";
import { quiet } from "../src/story.ts";
import type { Trouble } from "../src/trouble.ts";

const minute = 60_000;
const hour = 60 * minute;
const timeout = 60_000;

/** Half an hour in peace, `troubles` one after the other, an hour in peace; then what there is to see. */
async function after(troubles: readonly Trouble[], options: Partial<SimulationOptions> = {}) {
  const setup = { graphs: ["requests", "tokens"], cadenceMs: 2 * minute, ...options.setup };
  const simulation = await Simulation.open({ seed: 7, hours: 0, story: quiet, ...options, setup });
  const { world, machine } = simulation;
  simulation.start();
  await world.advance(hour / 2);
  for (const trouble of troubles) {
    simulation.befall(trouble);
    await world.advance("forMs" in trouble ? trouble.forMs : 0);
  }
  await world.advance(hour);
  const own = (await world.until(scrape(world)))!;
  const [lane] = savedLanes(world.disk.get(checkpointPath));
  const [ledger] = simulation.lanes;
  await simulation.end(15 * minute);
  expect(simulation.violations.list).toEqual([]);
  const { gaps, resent } = ledger!;
  return { own, skipped: lane!.skipped, gaps, resent, refusals: simulation.sinks[0]!.front.refusals, log: machine.log };
}

describe("every gap is a number", () => {
  it("nothing is skipped where nothing goes wrong", { timeout }, async () => {
    const { own, skipped, gaps } = await after([]);
    expect([skipped, gaps]).toEqual([{}, 0]);
    const names = ["otelcol_receiver_accepted_metric_points", "otelcol_exporter_sent_metric_points"];
    const [accepted, sent] = names.map((name) => own.sum(name));
    expect(accepted).toBeGreaterThan(400);
    expect(sent).toBe(accepted);
  });

  it("what is older than max_backfill when the platform is back is counted in time", { timeout }, async () => {
    const down = { kind: "platform down", how: "server_error", target: undefined, forMs: 5 * hour } as const;
    const { own, skipped, gaps } = await after([down], { setup: { maxBackfillMs: 2 * hour } });
    const { ms } = skipped["backfill"]!;
    // Five hours, of which two may be made up for, and twelve minutes that had not settled before.
    expect(ms / minute).toBeGreaterThan(3 * 60);
    expect(ms / minute).toBeLessThan(3 * 60 + 15);
    expect(own.sum("otelcol_receiver_portkey_skipped_time", 'reason="backfill"')).toBe(ms / 1_000);
    // Each of these minutes has one number of requests and three of tokens.
    expect(gaps).toBe((4 * ms) / minute);
  });

  it.each([
    ["refuses", "too old", "too_old"],
    ["leaves out of what it takes", "partial", "partial_success"],
  ] as const)("what a sink %s is counted in points", { timeout }, async (_what, how, reason) => {
    const down = { kind: "sink down", sink: 0, how: "503", forMs: hour } as const;
    const picky = { kind: "sink down", sink: 0, how, forMs: 20 * minute } as const;
    const { own, skipped, gaps } = await after([down, picky]);
    expect(gaps).toBeGreaterThan(50);
    expect(skipped).toEqual({ [reason]: { items: gaps, ms: 0 } });
    expect(own.sum("otelcol_receiver_portkey_skipped_items", `reason="${reason}"`)).toBe(gaps);
  });

  it("a sink that takes ten points at a time gets all of them, each once", { timeout }, async () => {
    const down = { kind: "sink down", sink: 0, how: "503", forMs: hour } as const;
    const narrow = { kind: "sink down", sink: 0, how: "413", forMs: 20 * minute } as const;
    const { skipped, gaps, resent, refusals } = await after([down, narrow]);
    expect([skipped, gaps, resent]).toEqual([{}, 0, 0]);
    expect(refusals).toBeGreaterThan(10);
  });

  it.each(["missing_field", "null_field"] as const)(
    "what the platform's answers lack (%s) is counted and told, and left out",
    { timeout },
    async (how) => {
      const drift = { kind: "platform down", how, target: "graphs/tokens", forMs: 30 * minute } as const;
      const { own, gaps, log } = await after([drift]);
      // One of three token types, in each minute of half an hour.
      expect(gaps).toBeGreaterThanOrEqual(29);
      expect(gaps).toBeLessThanOrEqual(31);
      expect(own.sum("otelcol_receiver_portkey_missing_fields", 'field="total_response_units"')).toBeGreaterThan(12);
      const warned = log.filter(({ level }) => level === "warn").map(({ data }) => JSON.stringify(data));
      expect(warned.join("\n")).toContain("fields of tokens");
    },
  );

  it("numbers that come as text are numbers", { timeout }, async () => {
    const { gaps } = await after([{ kind: "platform down", how: "text_number", target: undefined, forMs: hour }]);
    expect(gaps).toBe(0);
  });

  it.each(["coarse", "quota", "not_json", "cut", "slow", "throttled", "unauthorized"] as const)(
    "an hour of answers that cannot be used (%s) leaves no gap",
    { timeout },
    async (how) => {
      const { gaps, skipped } = await after([{ kind: "platform down", how, target: undefined, forMs: hour }]);
      expect([gaps, skipped]).toEqual([0, {}]);
    },
  );
});
