import type { FaultKind } from "@genai-collector/simulator";
import type { DiskCall, SeededRandom } from "@genai-collector/testkit";
import { phases, type Phase } from "./phases.ts";
import { drawCrashPlan, type CrashPlan } from "./crash-plan.ts";
import type { Aftermath } from "./machine.ts";
import { checkpointPath, queueFolder } from "./configuration-file.ts";
import { production, type PushedSetup, type QueueSetup, type Setup, type SimulatedWorkspace } from "./setup.ts";
import { losingFaults } from "./simulated-platform.ts";
import { outageKinds, type OutageKind } from "./sink-front.ts";

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

/** Where a replica's ways lead: what is cut or slow. */
export const destinations = ["platform", "sink", "servers", "everything"] as const;
export type Destination = (typeof destinations)[number];

/** What another configuration is, compared with the one before. */
export const changes = ["prefix", "use case", "pipeline", "receiver"] as const;
export type Change = (typeof changes)[number];

/** What goes wrong. */
export type Trouble =
  | { readonly kind: "crash"; readonly plan: CrashPlan; readonly aftermath: Aftermath }
  | { readonly kind: "restart"; readonly downMs: number }
  /** SIGSTOP, and SIGCONT later. `first`: what comes first then. */
  | { readonly kind: "stopped"; readonly forMs: number; readonly first: "timers" | "answers" }
  | {
      readonly kind: "partition";
      readonly to: Destination;
      /** `out`: what the replica sends does not arrive; `in`: what it is sent. */
      readonly ways: "both" | "out" | "in";
      readonly forMs: number;
    }
  | { readonly kind: "slow network"; readonly to: Destination; readonly mostMs: number; readonly forMs: number }
  /** Requests arrive at sinks a second time, or so late that nobody waits for the answer. */
  | {
      readonly kind: "stray requests";
      readonly how: "twice" | "late";
      readonly lateMs: number;
      readonly forMs: number;
    }
  | {
      readonly kind: "servers fail";
      readonly how: "unavailable" | "throttled" | "refused" | "hang" | "lost" | "silent" | "late";
      readonly probability: number;
      readonly forMs: number;
    }
  /** What is stored becomes unreadable; an operator removes or restores it later. */
  | { readonly kind: "corrupt checkpoint"; readonly repair: "remove" | "restore"; readonly forMs: number }
  /** Another configuration, on one replica after the other. */
  | { readonly kind: "redeploy"; readonly change: Change; readonly gapMs: number }
  | { readonly kind: "clock drifts"; readonly rate: number; readonly forMs: number }
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

/** What can go wrong. */
export type TroubleKind = Trouble["kind"];

/** A disk without room. */
export const diskFull = { kind: "disk fails", call: "write", code: "ENOSPC" } as const;

/** A trouble, and when it comes, in milliseconds from the beginning. */
export interface StoryEvent {
  readonly at: number;
  readonly trouble: Trouble;
  /** Which replica it strikes, modulo their number; undefined: any. */
  readonly replica?: number | undefined;
  /** It waits until the replica does that. */
  readonly during?: Phase | undefined;
}

/** A whole run: the same seed gives the same one. */
export interface Story {
  readonly setup: Partial<Setup>;
  /** How far the platform's clock and ours are ahead of the true time, in milliseconds. */
  readonly platformAheadMs: number;
  readonly skewMs: number;
  /** Of the second replica and those after it; as the first where they are not there. */
  readonly otherSkewsMs?: readonly number[] | undefined;
  /** By time. */
  readonly events: readonly StoryEvent[];
  /** Whether single requests go wrong by chance, too. */
  readonly hasChanceFaults: boolean;
}

/** A world in which nothing goes wrong. */
export const quiet: Story = { setup: {}, platformAheadMs: 0, skewMs: 0, events: [], hasChanceFaults: false };

/** How far a replica's clock is ahead of the true time, at first. */
export function skewOf({ skewMs, otherSkewsMs = [] }: Story, replica: number): number {
  return replica === 0 ? skewMs : (otherSkewsMs[replica - 1] ?? skewMs);
}

/** How far the two clocks are ever off, and by how much both are ahead at the same time, at most. */
export function clockErrors({ platformAheadMs, skewMs, otherSkewsMs = [], events }: Story): {
  readonly mostMs: number;
  readonly unseenMs: number;
} {
  const own = [skewMs, ...otherSkewsMs];
  const steps = events.flatMap(({ trouble }) => (trouble.kind === "clock is set" ? [trouble.byMs] : []));
  const skews = own.flatMap((skew) => [skew, ...steps.map((step) => skew + step)]);
  return {
    mostMs: Math.abs(platformAheadMs) + Math.max(...skews.map(Math.abs)),
    unseenMs: Math.max(0, Math.min(Math.max(...skews), platformAheadMs)),
  };
}

/** How often each kind comes, on average. */
const every: Readonly<Record<TroubleKind, number>> = {
  crash: 3 * hour,
  restart: 8 * hour,
  stopped: 5 * hour,
  partition: 5 * hour,
  "slow network": 12 * hour,
  "stray requests": 10 * hour,
  "servers fail": 6 * hour,
  "corrupt checkpoint": 24 * hour,
  redeploy: 16 * hour,
  "clock drifts": 12 * hour,
  "sink down": 5 * hour,
  "platform down": 6 * hour,
  "late revision": 2 * hour,
  "disk fails": 12 * hour,
  "clock is set": 16 * hour,
  "memory is short": 12 * hour,
};

/** Every kind of trouble. */
export const troubleKinds = Object.keys(every) as readonly TroubleKind[];

/** A kind of trouble and when it is to strike, or a call in which a process is to die. */
export type Aim =
  | { readonly kind: TroubleKind; readonly during: Phase }
  | { readonly call: string; readonly when: "before" | "after" };

export interface DrawOptions {
  /** How many times as rare as usual troubles are. */
  readonly rarer?: number | undefined;
  /** At least so many troubles, where they fit. */
  readonly leastEvents?: number | undefined;
  /** What has to be among them. */
  readonly aims?: readonly Aim[] | undefined;
}

/** Draws what goes wrong within `forMs`. */
export function drawStory(random: SeededRandom, forMs: number, options: DrawOptions = {}): Story {
  const { rarer = 1, leastEvents = 0, aims = [] } = options;
  const setup = drawSetup(random, aims);
  const kinds = troubleKinds.filter((kind) => kind !== "servers fail" || setup.coordination !== "file");
  const drawn = kinds.flatMap((kind) => times(random, forMs, every[kind] * rarer).map((at) => ({ at, kind })));
  const more = Array.from({ length: Math.max(0, leastEvents - drawn.length - aims.length) }, () => ({
    at: atOf(random, forMs),
    kind: random.pick(kinds),
  }));
  const events = [
    ...aims.map((aim) => aimed(random, aim, atOf(random, forMs), forMs)),
    ...[...drawn, ...more].map((each) => drawEvent(random, each, forMs, setup.coordination === "file")),
  ];
  return {
    setup,
    platformAheadMs: random.pick([0, 0, -180_000, -30_000, 60_000]),
    skewMs: random.pick([0, 0, 120_000, -90_000]),
    otherSkewsMs: [random.pick([0, 60_000, -120_000]), random.pick([0, 30_000])],
    events: withoutExcess(events.toSorted((a, b) => a.at - b.at)),
    hasChanceFaults: true,
  };
}

/** Not in the first minutes, in which nothing can be seen yet, nor in the last. */
function atOf(random: SeededRandom, forMs: number): number {
  return Math.floor(forMs * (0.02 + 0.9 * random.next()));
}

function aimed(random: SeededRandom, aim: Aim, at: number, forMs: number): StoryEvent {
  const replica = random.below(6);
  if ("kind" in aim) {
    const trouble = draw(random, aim.kind, forMs - at);
    // The first call of whatever it is that it does then.
    const isCrash = trouble.kind === "crash";
    const plan = { door: "any", nth: 1, when: random.pick(["before", "after"] as const) };
    return { at, trouble: isCrash ? { ...trouble, plan } : trouble, during: aim.during };
  }
  const crash = draw(random, "crash", forMs - at) as Extract<Trouble, { kind: "crash" }>;
  return { at, replica, trouble: { ...crash, plan: { door: aim.call, nth: 1, when: aim.when } } };
}

/** Half of them wait for a moment in which something is under way. */
function drawEvent(
  random: SeededRandom,
  { at, kind }: { readonly at: number; readonly kind: TroubleKind },
  forMs: number,
  isAlone: boolean,
): StoryEvent {
  const trouble = draw(random, kind, forMs - at);
  const possible = isAlone ? phases.filter((phase) => phase !== "electing" && phase !== "standing by") : phases;
  const [isAmbush, replica, during] = [random.chance(0.5), random.below(6), random.pick(possible)];
  return isAmbush ? { at, trouble, during } : { at, trouble, replica };
}

/** Two redeployments at a time are no rolling one, and one repair of the checkpoint ends before the next begins. */
function withoutExcess(events: readonly StoryEvent[]): readonly StoryEvent[] {
  const freeAt = new Map<TroubleKind, number>();
  return events.filter(({ at, trouble }) => {
    if (trouble.kind !== "redeploy" && trouble.kind !== "corrupt checkpoint") return true;
    if (at < (freeAt.get(trouble.kind) ?? 0)) return false;
    freeAt.set(trouble.kind, at + hour);
    return true;
  });
}

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

function drawSetup(random: SeededRandom, aims: readonly Aim[]): Partial<Setup> & Coordinated {
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
    rateLimit: random.pick([
      { perSecond: 20, burst: 40 },
      { perSecond: 2, burst: 12 },
    ]),
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

function times(random: SeededRandom, forMs: number, everyMs: number): readonly number[] {
  const all: number[] = [];
  for (let at = everyMs * 2 * random.next(); at < forMs; at += everyMs * 2 * random.next()) all.push(Math.floor(at));
  return all;
}

/** `leftMs`: until the story ends, and with it every trouble. */
function draw(random: SeededRandom, kind: TroubleKind, leftMs: number): Trouble {
  const between = (least: number, most: number): number => Math.min(least + random.below(most - least), leftMs);
  switch (kind) {
    case "crash": {
      const powerCut = random.chance(0.4);
      const aftermath = { downMs: 1_000 + random.below(15 * minute), powerCut };
      return { kind, plan: drawCrashPlan(random), aftermath };
    }
    case "restart":
      return { kind, downMs: random.below(5 * minute) };
    case "stopped":
      return {
        kind,
        forMs: between(1_000, random.pick([8_000, 30_000, 60_000, 5 * minute])),
        first: random.pick(["timers", "answers"]),
      };
    case "partition":
      return {
        kind,
        to: random.pick(destinations),
        ways: random.pick(["both", "both", "out", "in"]),
        forMs: between(5_000, random.pick([minute, 5 * minute, 40 * minute])),
      };
    case "slow network":
      return {
        kind,
        to: random.pick(destinations),
        mostMs: random.pick([300, 3_000, 20_000]),
        forMs: between(minute, 30 * minute),
      };
    case "stray requests":
      return {
        kind,
        how: random.pick(["twice", "late"]),
        lateMs: random.pick([200, 8_000, 40_000, 5 * minute]),
        forMs: between(minute, 30 * minute),
      };
    case "servers fail":
      return {
        kind,
        how: random.pick(["unavailable", "throttled", "refused", "hang", "lost", "silent", "late"]),
        probability: random.pick([1, 0.5, 0.2]),
        forMs: between(5_000, random.pick([minute, 10 * minute, 40 * minute])),
      };
    case "corrupt checkpoint":
      return { kind, repair: random.pick(["remove", "restore"]), forMs: between(minute, 20 * minute) };
    case "redeploy":
      return { kind, change: random.pick(changes), gapMs: random.pick([10_000, minute, 5 * minute]) };
    case "clock drifts":
      return { kind, rate: random.pick([0.99, 0.995, 1.005, 1.01]), forMs: between(5 * minute, hour) };
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
