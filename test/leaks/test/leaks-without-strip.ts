import { runForLeaks, type LeakRunOptions } from "../src/leak-run.ts";
import { brokenReceiverFactory } from "./broken-receiver.ts";

/** Pipelines in which nothing stands between receiver and exporters. */
export const withoutGuard = { metrics: [], logs: [] };

/** Settings of a run of a collector whose receiver has no strip. */
export function runWithoutStrip(broken: object, variant: LeakRunOptions["variant"] = {}): LeakRunOptions {
  const rate_limit = { requests_per_second: 100, burst: 100 };
  return {
    seed: 11,
    minutes: 4,
    answerShare: 0,
    mutates: false,
    instead: [brokenReceiverFactory],
    variant: { ...variant, receivers: { broken: { rate_limit, ...broken } } },
  };
}

/** How many of the 500 texts got out, and where they were found. */
export async function leaksWithoutStrip(broken: object, variant: LeakRunOptions["variant"] = {}) {
  const { leaks, records, points } = await runForLeaks(runWithoutStrip(broken, variant));
  const texts = new Set(leaks.map(({ text }) => text)).size;
  return { texts, places: new Set(leaks.map(({ where }) => where)), records, points };
}
