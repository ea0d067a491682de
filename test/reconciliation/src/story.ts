import type { LangSmithFaultKind, PortkeyFaultKind } from "@genai-collector/simulator";
import {
  diskFailures,
  drawCrashPlan,
  type Aftermath,
  type CrashPlan,
  type OutageKind,
} from "@genai-collector/test-simulation";
import type { SeededRandom } from "@genai-collector/testkit";
import { checkpointPath } from "./configuration.ts";
import { drawSetup, type Setup } from "./setup.ts";

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

/** Something that goes wrong, or happens. */
export type Trouble =
  | { readonly kind: "crash"; readonly plan: CrashPlan; readonly aftermath: Aftermath }
  | { readonly kind: "restart"; readonly downMs: number }
  | { readonly kind: "sink down"; readonly how: OutageKind; readonly forMs: number }
  | PlatformTrouble<"portkey", PortkeyFaultKind>
  | PlatformTrouble<"langsmith", LangSmithFaultKind>
  | {
      readonly kind: "disk fails";
      readonly call: (typeof diskFailures)[number]["call"];
      readonly code: string;
      readonly forMs: number;
    }
  | { readonly kind: "late revision"; readonly isSettled: boolean; readonly agoMs: number; readonly inMs: number }
  | { readonly kind: "late trace"; readonly agoMs: number; readonly inMs: number }
  | { readonly kind: "project comes" }
  | { readonly kind: "project goes" }
  | { readonly kind: "project renamed" };

interface PlatformTrouble<Kind extends string, How> {
  readonly kind: Kind;
  readonly how: How;
  /** A part of a path; undefined: every answer. */
  readonly target: string | undefined;
  readonly forMs: number;
}

/** A trouble, and when it comes, in milliseconds from the beginning. */
export interface StoryEvent {
  readonly at: number;
  readonly trouble: Trouble;
}

/** A whole run: the same seed gives the same one. */
export interface Story {
  readonly setup: Partial<Setup>;
  /** By time. */
  readonly events: readonly StoryEvent[];
  /** Whether single requests go wrong by chance, too. */
  readonly hasChanceFaults: boolean;
}

/** A world in which nothing goes wrong. */
export const quiet: Story = { setup: {}, events: [], hasChanceFaults: false };

/** How often each kind comes, on average. */
const every: Readonly<Record<Trouble["kind"], number>> = {
  crash: 4 * hour,
  restart: 10 * hour,
  "sink down": 8 * hour,
  portkey: 7 * hour,
  langsmith: 7 * hour,
  "disk fails": 18 * hour,
  "late revision": 4 * hour,
  "late trace": 4 * hour,
  "project comes": 12 * hour,
  "project goes": 16 * hour,
  "project renamed": 16 * hour,
};

/** Draws what goes wrong within `forMs`. `rarer`: how many times as rare as usual it is. */
export function drawStory(random: SeededRandom, forMs: number, rarer = 1): Story {
  const events = (Object.keys(every) as Trouble["kind"][]).flatMap((kind) =>
    times(random, forMs, every[kind] * rarer).map((at) => ({ at, trouble: draw(random, kind, forMs - at) })),
  );
  return { setup: drawSetup(random), events: events.toSorted((a, b) => a.at - b.at), hasChanceFaults: true };
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
    case "crash":
      return {
        kind,
        plan: drawCrashPlan(random),
        aftermath: { downMs: 1_000 + random.below(15 * minute), powerCut: random.chance(0.4) },
      };
    case "restart":
      return { kind, downMs: 1_000 + random.below(5 * minute) };
    case "sink down":
      return { kind, how: random.pick(outages), forMs: between(minute, 60 * minute) };
    case "portkey":
      return { kind, ...random.pick(portkeyTroubles), forMs: between(minute, 40 * minute) };
    case "langsmith":
      return { kind, ...random.pick(langsmithTroubles), forMs: between(minute, 40 * minute) };
    case "disk fails":
      return { kind, ...random.pick(diskFailures), forMs: between(minute, 40 * minute) };
    case "late revision":
      return { kind, isSettled: random.chance(0.5), agoMs: random.below(3 * minute), inMs: random.below(4 * minute) };
    case "late trace":
      return { kind, agoMs: random.below(8 * minute), inMs: random.below(50 * minute) };
    default:
      return { kind };
  }
}

/** How the sink is down: it takes all of a request, or nothing. */
const outages: readonly OutageKind[] = ["503", "429", "500", "401", "refused", "reset", "silent"];

const portkeyTroubles: readonly { readonly how: PortkeyFaultKind; readonly target: string | undefined }[] = [
  ...(
    ["server_error", "throttled", "slow", "cut", "unauthorized", "forbidden", "not_json", "too_large", "lost"] as const
  ).map((how) => ({ how, target: undefined })),
  { how: "redirected", target: undefined },
  { how: "gone", target: "logs/exports" },
  { how: "missing_field", target: "graphs/tokens" },
  { how: "null_field", target: "graphs/cost" },
  { how: "not_found", target: "graphs/latency" },
  { how: "coarse", target: "graphs/requests" },
  { how: "missing_field", target: "groups/ai-models" },
  { how: "renamed_field", target: "groups/metadata" },
  { how: "repeated_row", target: "groups" },
  { how: "quota", target: "groups/prompt" },
  { how: "job_failed", target: "#create" },
  { how: "job_stuck", target: "#create" },
  { how: "job_vanished", target: "#create" },
  { how: "short_page", target: "#create" },
  { how: "repeated_line", target: "#create" },
  { how: "foreign_link", target: "#download" },
  { how: "metadata_link", target: "#download" },
  { how: "object_changed", target: "objects" },
  { how: "forced_gzip", target: "objects" },
];

const langsmithTroubles: readonly { readonly how: LangSmithFaultKind; readonly target: string | undefined }[] = [
  ...(
    [
      "server_error",
      "throttled",
      "throttled_silently",
      "usage_limit",
      "unauthorized",
      "forbidden",
      "slow",
      "hang",
      "cut",
      "not_json",
      "empty_body",
      "wrong_shape",
      "redirect_elsewhere",
      "redirect_plain",
      "clock_ahead",
      "clock_behind",
      "new_field",
    ] as const
  ).map((how) => ({ how, target: undefined })),
  { how: "cursor_expired", target: "runs/query" },
  { how: "cursor_missing", target: "runs/query" },
  { how: "cursor_stuck", target: "runs/query" },
  { how: "short_page", target: "runs/query" },
  { how: "repeat_row", target: "runs/query" },
  { how: "out_of_order", target: "runs/query" },
  { how: "unprocessable", target: "runs/query" },
  { how: "empty_page", target: "runs/query" },
  { how: "lost_tail", target: "runs/query" },
  { how: "skip_row", target: "runs/query" },
  { how: "empty_page", target: "/sessions" },
  { how: "lost_tail", target: "/sessions" },
  { how: "null_field", target: "/sessions" },
  { how: "renamed_field", target: "/sessions" },
  { how: "offset_ignored", target: "/sessions" },
  { how: "not_found", target: "runs/stats" },
];

/** How long delays and what is absent are to be forgiven for. */
export function lengthOf(trouble: Trouble): number {
  switch (trouble.kind) {
    case "crash":
      return 30 * minute + trouble.aftermath.downMs;
    case "restart":
      return minute + trouble.downMs;
    case "sink down":
    case "portkey":
    case "langsmith":
    case "disk fails":
      return trouble.forMs;
    default:
      return 0;
  }
}

/** For people. */
export function describe({ kind, ...more }: Trouble): string {
  const details = Object.values(more).map((value) =>
    typeof value === "object" ? Object.values(value).join(" ") : String(value),
  );
  return [kind, ...details].join(", ");
}

/** Where a disk fails. */
export const failingPath = new RegExp(`^${checkpointPath.replaceAll(".", "\\.")}`);
