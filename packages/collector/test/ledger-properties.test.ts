import * as fc from "fast-check";
import { expect, it } from "vitest";
import { LedgerRun, type LedgerRunOptions } from "./ledger-run.ts";

const batches = fc.option(
  fc.record({
    send_batch_size: fc.constantFrom(0, 5, 20),
    timeout: fc.constantFrom("0s", "200ms", "3s"),
    send_batch_max_size: fc.constantFrom(0, 20, 25),
    max_in_flight_bytes: fc.constantFrom("1KiB", "8MiB"),
  }),
  { nil: undefined },
);

const queues = fc.record({
  num_consumers: fc.integer({ min: 1, max: 3 }),
  queue_size: fc.integer({ min: 20, max: 40 }),
  sizer: fc.constantFrom("requests", "items"),
  block_on_overflow: fc.boolean(),
  wait_for_result: fc.boolean(),
  batch: fc.option(
    fc.record({
      min_size: fc.integer({ min: 0, max: 15 }),
      max_size: fc.constantFrom(0, 15),
      sizer: fc.constant("items"),
    }),
    { nil: undefined },
  ),
});

const graphs = fc.record({
  hasLimiter: fc.boolean(),
  hasGuard: fc.boolean(),
  batch: batches,
  queue: queues,
  exporters: fc.uniqueArray(fc.constantFrom("memory", "disk", "unqueued", "plain"), { minLength: 1, maxLength: 3 }),
  forwards: fc.boolean(),
  retry: fc.constantFrom({ enabled: false }, { initial_interval: "500ms", max_interval: "2s", max_elapsed_time: "5s" }),
});

const endings = (how: "SIGKILL" | "SIGTERM") =>
  fc.array(fc.record({ afterMs: fc.integer({ min: 50, max: 9_000 }), how: fc.constant(how) }), { maxLength: 2 });

const runs = (how: "SIGKILL" | "SIGTERM"): fc.Arbitrary<LedgerRunOptions> =>
  fc.record({
    seed: fc.integer({ min: 1, max: 1_000_000 }),
    graph: graphs,
    endings: endings(how),
    pushes: fc.integer({ min: 1, max: 40 }),
    trouble: fc.constantFrom(0, 0.3, 0.7),
  });

async function expectBalanced(options: LedgerRunOptions): Promise<void> {
  const run = new LedgerRun(options);
  const last = await run.play();
  expect(run.imbalances).toEqual([]);
  expect(run.logged.filter((line) => line.startsWith("error"))).toEqual([]);
  expect(run.audits).toBeGreaterThan(50);
  for (const signal of ["logs", "metrics"] as const) {
    const entered = run.entered(signal);
    const { most, least } = run.pushed(signal);
    expect(entered, `${signal} over all lives`).toBeLessThanOrEqual(most);
    expect(entered, `${signal} over all lives`).toBeGreaterThanOrEqual(least);
  }
  // What a process that was stopped in good order still had, is on disk. Nobody stops `plain`.
  for (const view of [...run.closed, last])
    for (const { kind, component, terms } of view.accounts)
      if (kind !== "link" && component !== "plain") expect(terms.filter(({ fate }) => fate === "held")).toEqual([]);
}

const settings = { numRuns: 40, seed: 20_260_101, endOnFailure: false };

it("balances at every moment, whatever sinks, senders and stops do", async () => {
  await fc.assert(fc.asyncProperty(runs("SIGTERM"), expectBalanced), settings);
}, 120_000);

it("balances over lives, whenever processes are killed", async () => {
  await fc.assert(fc.asyncProperty(runs("SIGKILL"), expectBalanced), settings);
}, 120_000);
