import type { FaultKind } from "@genai-collector/simulator";
import type { DiskCall } from "@genai-collector/testkit";
import type { CrashPlan } from "./crash-plan.ts";
import type { Aftermath } from "./machine.ts";
import type { Phase } from "./phases.ts";
import type { OutageKind } from "./sink-front.ts";

const hour = 3_600_000;

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

/** Every kind of trouble. */
export const troubleKinds = Object.keys(every) as readonly TroubleKind[];

/** A kind of trouble and when it is to strike, or a call in which a process is to die. */
export type Aim =
  | { readonly kind: TroubleKind; readonly during: Phase }
  | { readonly call: string; readonly when: "before" | "after" };
