import type { FaultKind } from "@genai-collector/simulator";
import type { DiskCall } from "@genai-collector/testkit";
import { queueFolder } from "./configuration-file.ts";
import type { CrashPlan } from "./crash-plan.ts";
import type { Aftermath } from "./machine-options.ts";
import type { Phase } from "./phases.ts";
import type { OutageKind } from "./sink-front.ts";

const minute = 60_000;
const hour = 60 * minute;

/** Where a replica's ways lead: what is cut or slow. */
export const destinations = ["platform", "sink", "servers", "everything"] as const;

export type Destination = (typeof destinations)[number];

/** What another configuration is, compared with the one before. */
export const changes = ["prefix", "use case", "pipeline", "receiver"] as const;

/** `back`: the one that was deployed before this one; no story draws it. */
export type Change = (typeof changes)[number] | "back";

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
  | {
      readonly kind: "sink down";
      readonly sink: number;
      readonly how: OutageKind;
      readonly forMs: number;
      /** How it is down for how long before that. */
      readonly before?: { readonly how: OutageKind; readonly forMs: number } | undefined;
    }
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

/** How disks fail. */
export const diskFailures = [
  { call: "write", code: "ENOSPC" },
  { call: "open", code: "EROFS" },
  { call: "sync", code: "EIO" },
  { call: "rename", code: "EACCES" },
  { call: "syncFolder", code: "EIO" },
] as const;

/** How often each kind comes in a usual story: the mean time from one to the next, in milliseconds. */
export const every: Readonly<Record<TroubleKind, number>> = {
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

/** What a replica does when it is hurt most: half of what lies in wait in a dense story waits for that. */
export const ticklish: Readonly<Partial<Record<TroubleKind, readonly Phase[]>>> = {
  crash: ["saving", "delivering"],
  stopped: ["saving"],
  partition: ["saving", "idle"],
  "servers fail": ["saving", "electing"],
};

/** Every kind of trouble. */
export const troubleKinds = Object.keys(every) as readonly TroubleKind[];

/** Calls that are made while nothing is there, and hardly ever again: who aims at them waits from the beginning. */
export const firstCalls: ReadonlySet<string> = new Set(["kubernetes.create", "files.makeFolder"]);

/** What has to go wrong for a call to be made: a file of a queue is cut only after a write that failed. */
export const provoked: ReadonlyMap<string, Trouble> = new Map([
  ["files.truncate", { ...diskFull, where: queueFolder, forMs: 12 * minute }],
]);

/** A kind of trouble and when it is to strike, or a call in which a process is to die. */
export type Aim =
  | { readonly kind: TroubleKind; readonly during: Phase }
  | { readonly call: string; readonly when: "before" | "after" };
