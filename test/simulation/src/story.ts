import type { FaultKind } from "@genai-collector/simulator";
import type { DiskCall, SeededRandom } from "@genai-collector/testkit";
import { drawCrashPlan, type CrashPlan } from "./crash-plan.ts";
import type { Aftermath } from "./machine.ts";
import { checkpointPath, queueFolder } from "./configuration-file.ts";
import { production, type PushedSetup, type QueueSetup, type Setup } from "./setup.ts";
import { losingFaults } from "./simulated-platform.ts";
import { outageKinds, type OutageKind } from "./sink-front.ts";

const second = 1_000;
const minute = 60 * second;
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
  | {
      readonly kind: "disk fails";
      readonly call: DiskCall;
      readonly code: string;
      /** How the paths begin that fail; undefined: every path. */
      readonly where?: string | undefined;
      readonly forMs: number;
    }
  | { readonly kind: "memory is short"; readonly forMs: number }
  | { readonly kind: "clock is set"; readonly byMs: number; readonly forMs: number };

/** A disk without room. */
export const diskFull = { kind: "disk fails", call: "write", code: "ENOSPC" } as const;

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

/** How far the two clocks are ever off, and by how much both are ahead at the same time, at most. */
export function clockErrors({ platformAheadMs, skewMs, events }: Story): {
  readonly mostMs: number;
  readonly unseenMs: number;
} {
  const skews = [
    skewMs,
    ...events.flatMap(({ trouble }) => (trouble.kind === "clock is set" ? skewMs + trouble.byMs : [])),
  ];
  return {
    mostMs: Math.abs(platformAheadMs) + Math.max(...skews.map(Math.abs)),
    unseenMs: Math.max(0, Math.min(Math.max(...skews), platformAheadMs)),
  };
}

/** How often each kind comes, on average. */
const every: Readonly<Record<Trouble["kind"], number>> = {
  crash: 3 * hour,
  restart: 8 * hour,
  "sink down": 5 * hour,
  "platform down": 6 * hour,
  "late revision": 2 * hour,
  "disk fails": 12 * hour,
  "clock is set": 16 * hour,
  "memory is short": 12 * hour,
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
  const staging = { name: "staging", prefix: "staging_api", keys: ["key-staging"], useCases: {} };
  return {
    workspaces: [
      random.chance(0.2) ? { ...production, useCases } : production,
      ...(random.chance(0.1) ? [staging] : []),
    ],
    sinks: random.chance(0.25) ? ["one", "two"] : ["sink"],
    cadenceMs: random.pick([1, 1, 2, 5]) * minute,
    windowMs: random.pick([50, 50, 30]) * minute,
    graphs: random.pick([
      ["requests", "cost", "tokens", "errors"],
      ["requests", "latency"],
      ["cost", "users", "requests"],
    ]),
    settleMs: random.pick([10, 10, 5]) * minute,
    maxBackfillMs: random.pick([48 * hour, 90 * minute, 3 * hour]),
    compression: random.chance(0.2) ? "gzip" : "none",
    queue: drawQueue(random),
    pushed: random.chance(0.35) ? drawPushed(random) : undefined,
    limitsMemory: random.chance(0.3),
  };
}

/** In memory with the defaults, mostly. */
function drawQueue(random: SeededRandom): QueueSetup {
  const isDurable = random.chance(0.4);
  return {
    isDurable,
    size: random.pick([1_000, 1_000, 30]),
    batches: random.chance(isDurable ? 0.5 : 0.2),
    mostPoints: random.pick([0, 0, 20]),
  };
}

function drawPushed(random: SeededRandom): PushedSetup {
  return {
    acknowledge: random.pick(["accepted", "delivered"]),
    hasBatch: random.chance(0.5),
    queue: drawQueue(random),
    everyMs: random.pick([1, 1, 3]) * minute,
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
      return { kind, sink: random.below(8), how: random.pick(outageKinds), forMs: between(minute, 150 * minute) };
    }
    case "platform down":
      return { kind, ...drawFault(random), forMs: between(minute, 60 * minute) };
    case "disk fails":
      return {
        kind,
        ...random.pick(diskFailures),
        where: random.pick([undefined, undefined, queueFolder, checkpointPath]),
        forMs: between(minute, 60 * minute),
      };
    case "clock is set":
      return { kind, byMs: random.pick([-300, -20, 20, 300]) * second, forMs: between(minute, 3 * hour) };
    case "memory is short":
      return { kind, forMs: between(minute, 30 * minute) };
    case "late revision":
      return { kind };
  }
}

/** How disks fail. */
export const diskFailures = [
  { call: "write", code: "ENOSPC" },
  { call: "open", code: "EROFS" },
  { call: "sync", code: "EIO" },
  { call: "rename", code: "EACCES" },
  { call: "syncFolder", code: "EIO" },
] as const;

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
    "forbidden",
    "not_json",
    "too_large",
    "not_found",
    "missing_field",
    "null_field",
    "text_number",
  ] as const);
  const isDrift = how === "text_number" || losingFaults.has(how);
  return { how, target: isDrift ? `graphs/${random.pick(["requests", "cost", "tokens", "latency"])}` : undefined };
}
