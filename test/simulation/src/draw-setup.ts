import type { SeededRandom } from "@genai-collector/testkit";
import { production, type PushedSetup, type QueueSetup, type Setup, type SimulatedWorkspace } from "./setup.ts";
import type { Aim, TroubleKind } from "./trouble.ts";

const minute = 60_000;
const hour = 60 * minute;

type Coordinated = Pick<Setup, "replicas" | "coordination" | "shardBy">;

/** Most stories have replicas; what only one machine can do has its stories, too. */
function drawCoordination(random: SeededRandom, aims: readonly Aim[]): Coordinated {
  const wanted = aims.flatMap((aim) => ("call" in aim ? [aim.call.split(".")[0]] : []));
  const servers = random.pick(["kubernetes", "dynamodb"] as const);
  const needs = (["kubernetes", "dynamodb"] as const).find((kind) => wanted.includes(kind));
  const isShared = needs !== undefined || aims.some((aim) => "kind" in aim && needsReplicas(aim));
  const isAlone = !isShared && (wanted.includes("files") || random.chance(0.4));
  const replicas = random.pick([2, 2, 2, 3]);
  const shardBy = random.pick(["process", "source"] as const);
  return isAlone
    ? { replicas: 1, coordination: "file", shardBy: "process" }
    : { replicas, coordination: needs ?? servers, shardBy };
}

function needsReplicas({ kind, during }: Extract<Aim, { kind: TroubleKind }>): boolean {
  return kind === "servers fail" || during === "standing by" || during === "electing";
}

const usualBudgets = [
  { perSecond: 20, burst: 40 },
  { perSecond: 2, burst: 12 },
] as const;
/** Less than one poll of every graph wants at once. */
const smallBudget = { perSecond: 0.2, burst: 2 } as const;

/** What a setup is drawn for. */
export interface SetupWishes {
  /** What must be possible. */
  readonly aims: readonly Aim[];
  /** Whether every part of it is to be tried hard. */
  readonly isDense: boolean;
}

/** Draws what replicas run. */
export function drawSetup(random: SeededRandom, { aims, isDense }: SetupWishes): Partial<Setup> & Coordinated {
  const coordinated = drawCoordination(random, aims);
  const isAlone = coordinated.coordination === "file";
  const wants = (calls: string): boolean => aims.some((aim) => "call" in aim && aim.call.startsWith(calls));
  const useCases = { chat: ["key-chat"], batch: ["key-batch"] };
  const [queue, pushed] = [drawQueue(random), random.chance(0.35) ? drawPushed(random) : undefined];
  return {
    ...coordinated,
    workspaces: [
      random.chance(0.2) ? { ...production, useCases } : production,
      ...(random.chance(coordinated.shardBy === "source" ? 0.8 : 0.1) ? [staging] : []),
    ],
    rateLimit: random.pick([...usualBudgets, ...(isDense ? [smallBudget] : [])]),
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
    compression: wants("compress.") || random.chance(0.2) ? "gzip" : "none",
    // Behind an elector, a queue on disk sends late what another replica sent again.
    queue: { ...queue, isDurable: isAlone && (queue.isDurable || wants("files.")) },
    pushed: isAlone ? pushed : undefined,
    limitsMemory: random.chance(0.3),
  };
}

/** A second source. */
export const staging: SimulatedWorkspace = {
  name: "staging",
  receiver: "portkey/staging",
  prefix: "staging_api",
  keys: ["key-staging"],
  useCases: {},
};

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
