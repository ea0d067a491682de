import type { FaultKind } from "@genai-collector/simulator";
import type { SeededRandom } from "@genai-collector/testkit";
import { drawCrashPlan, type CrashPlan } from "./crash-plan.ts";
import type { Aftermath } from "./machine.ts";
import { production, type Setup } from "./setup.ts";
import type { OutageKind } from "./simulated-sink.ts";

const minute = 60_000;
const hour = 60 * minute;

/** What goes wrong. */
export type Trouble =
  | { readonly kind: "crash"; readonly plan: CrashPlan; readonly aftermath: Aftermath }
  | { readonly kind: "restart"; readonly downMs: number }
  | { readonly kind: "sink down"; readonly sink: number; readonly how: OutageKind; readonly forMs: number }
  | {
      readonly kind: "platform down";
      readonly how: FaultKind;
      /** A part of the path; undefined: every answer. */
      readonly target: string | undefined;
      readonly forMs: number;
    }
  | { readonly kind: "late revision" }
  | { readonly kind: "disk full"; readonly forMs: number };

/** A trouble, and when it comes, in milliseconds from the beginning. */
export interface StoryEvent {
  readonly at: number;
  readonly trouble: Trouble;
}

/** A whole run: the same seed gives the same one. */
export interface Story {
  readonly setup: Partial<Setup>;
  /** How far the platform's clock and ours are ahead of the true time, in milliseconds. */
  readonly platformAheadMs: number;
  readonly skewMs: number;
  /** By time. */
  readonly events: readonly StoryEvent[];
  /** Whether single requests go wrong by chance, too. */
  readonly hasChanceFaults: boolean;
}

/** A world in which nothing goes wrong. */
export const quiet: Story = { setup: {}, platformAheadMs: 0, skewMs: 0, events: [], hasChanceFaults: false };

/** How often each kind comes, on average. */
const every: Readonly<Record<Trouble["kind"], number>> = {
  crash: 3 * hour,
  restart: 8 * hour,
  "sink down": 5 * hour,
  "platform down": 6 * hour,
  "late revision": 2 * hour,
  "disk full": 12 * hour,
};

/** Draws what goes wrong within `forMs`. `rarer`: how many times as rare as usual it is. */
export function drawStory(random: SeededRandom, forMs: number, rarer = 1): Story {
  const kinds = Object.keys(every) as Trouble["kind"][];
  const events = kinds.flatMap((kind) =>
    times(random, forMs, every[kind] * rarer).map((at) => ({ at, trouble: draw(random, kind, forMs - at) })),
  );
  return {
    setup: drawSetup(random),
    platformAheadMs: random.pick([0, 0, -180_000, -30_000, 60_000]),
    skewMs: random.pick([0, 0, 120_000, -90_000]),
    events: events.toSorted((a, b) => a.at - b.at),
    hasChanceFaults: true,
  };
}

function drawSetup(random: SeededRandom): Partial<Setup> {
  const useCases = { chat: ["key-chat"], batch: ["key-batch"] };
  return {
    workspaces: [random.chance(0.2) ? { ...production, useCases } : production],
    sinks: random.chance(0.25) ? ["one", "two"] : ["sink"],
    cadenceMs: random.pick([1, 1, 2, 5]) * minute,
    windowMs: random.pick([50, 50, 30]) * minute,
    graphs: random.pick([
      ["requests", "cost", "tokens", "errors"],
      ["requests", "latency"],
      ["cost", "users", "requests"],
    ]),
    compression: random.chance(0.2) ? "gzip" : "none",
  };
}

function times(random: SeededRandom, forMs: number, everyMs: number): number[] {
  const all: number[] = [];
  for (let at = everyMs * 2 * random.next(); at < forMs; at += everyMs * 2 * random.next()) all.push(Math.floor(at));
  return all;
}

/** `leftMs`: until the story ends, and with it every trouble. */
function draw(random: SeededRandom, kind: Trouble["kind"], leftMs: number): Trouble {
  const between = (least: number, most: number): number => Math.min(least + random.below(most - least), leftMs);
  switch (kind) {
    case "crash": {
      const aftermath = { downMs: 1_000 + random.below(15 * minute), powerCut: random.chance(0.4) };
      return { kind, plan: drawCrashPlan(random), aftermath };
    }
    case "restart":
      return { kind, downMs: random.below(5 * minute) };
    case "sink down": {
      const how = random.pick(["503", "503", "429", "refused", "reset", "silent", "500", "401", "too old"] as const);
      return { kind, sink: random.below(8), how, forMs: between(minute, 150 * minute) };
    }
    case "platform down":
      return { kind, ...drawFault(random), forMs: between(minute, 60 * minute) };
    case "disk full":
      return { kind, forMs: between(minute, 60 * minute) };
    case "late revision":
      return { kind };
  }
}

/** Drift of the schema hits one graph, the rest every request. */
function drawFault(random: SeededRandom): { readonly how: FaultKind; readonly target: string | undefined } {
  const how = random.pick([
    "server_error",
    "throttled",
    "slow",
    "cut",
    "coarse",
    "quota",
    "unauthorized",
    "missing_field",
    "null_field",
    "text_number",
  ] as const);
  const isDrift = how === "missing_field" || how === "null_field" || how === "text_number";
  return { how, target: isDrift ? `graphs/${random.pick(["requests", "cost", "tokens", "latency"])}` : undefined };
}
