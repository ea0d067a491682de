import type { ConfigSpec } from "@genai-collector/component";
import type { Loop } from "./loop.ts";
import type { PollingConfig } from "./polling-config.ts";

/** What a loop asks of the source's budget when nothing is behind and nothing fails. */
interface Need {
  readonly name: string;
  readonly requests: number;
  readonly cadenceMs: number;
}

/** Requests a second that the loops send when nothing is behind and nothing fails. */
export function requestsPerSecond(loops: readonly Loop[]): number {
  return sumOf(loops.map(needOf));
}

/**
 * What to say of `rate_limit.requests_per_second` where the loops cannot fit into it: by how much, for which loops, and
 * what to change. Undefined: they fit.
 */
export function budgetProblem(loops: readonly Loop[], allowedPerSecond: number): string | undefined {
  const needs = loops.map(needOf);
  const needed = sumOf(needs);
  // Sums of fractions are not exact; and what is no number is told elsewhere.
  if (!(needed > allowedPerSecond * (1 + 1e-9))) return undefined;
  const each = needs.map(({ name, requests, cadenceMs }) => `${name} ${requests} every ${seconds(cadenceMs)}`);
  const least = roundedUp(needed);
  const more = roundedUp(needed - allowedPerSecond);
  return `must be at least ${least}, ${more} more: the loops send ${each.join(", ")}. Raise it, or ${advice(needs, allowedPerSecond)}`;
}

/** The same configuration; a budget that its loops cannot fit into is a problem of it. */
export function withBudgetCheck<C extends PollingConfig>(
  spec: ConfigSpec<C>,
  loopsOf: (config: C) => readonly Loop[],
): ConfigSpec<C> {
  return {
    ...spec,
    decode(valid, problem) {
      let isWell = true;
      const config = spec.decode(valid, (path, message) => {
        isWell = false;
        problem(path, message);
      });
      const message = isWell ? budgetProblemOf(config, loopsOf) : undefined;
      if (message !== undefined) problem("rate_limit::requests_per_second", message);
      return config;
    },
  };
}

function budgetProblemOf<C extends PollingConfig>(
  config: C,
  loopsOf: (config: C) => readonly Loop[],
): string | undefined {
  try {
    return budgetProblem(loopsOf(config), config.rate_limit.requests_per_second);
  } catch {
    // Part of it is wrong already, or a loop cannot be made of it: both are told elsewhere.
    return undefined;
  }
}

/** The loop that asks most is the one to ask less often, as far as the others leave it anything. */
function advice(needs: readonly Need[], allowedPerSecond: number): string {
  const most = needs.reduce((a, b) => (perSecond(b) > perSecond(a) ? b : a));
  const left = allowedPerSecond - sumOf(needs.filter((need) => need !== most));
  if (left <= 0) return "poll all of them less often";
  return `poll ${most.name} every ${Math.ceil(most.requests / left)}s or less often, or let it ask for less`;
}

function needOf({ name, requestsPerPoll = 1, passes = [""], cadenceMs }: Loop): Need {
  return { name, requests: requestsPerPoll * passes.length, cadenceMs };
}

function perSecond({ requests, cadenceMs }: Need): number {
  return (requests * 1_000) / cadenceMs;
}

function sumOf(needs: readonly Need[]): number {
  return needs.reduce((sum, need) => sum + perSecond(need), 0);
}

/** To the thousandth. */
function roundedUp(value: number): number {
  return Math.ceil(value * 1_000 - 1e-6) / 1_000;
}

function seconds(ms: number): string {
  return `${ms / 1_000}s`;
}
