import type { Interception, SeamCall, SeededRandom } from "@genai-collector/testkit";

/** The doors to the world at which a collector can die; `any` counts every call alike. */
const crashDoors = ["any", "http.request", "http.body", "files", "compress", "timers.fire"] as const;

/** Where a collector dies: inside the n-th call of a door from now on. */
export interface CrashPlan {
  /** `any`, the name of a call such as `files.write`, or the beginning of several, such as `files`. */
  readonly door: string;
  /** Counts from 1. */
  readonly nth: number;
  /** Whether the call had its effect. */
  readonly when: "before" | "after";
}

/** As many calls as some minutes of work make, and few enough for the first of them to be hit often. */
const mostCalls: Readonly<Record<(typeof crashDoors)[number], number>> = {
  any: 120,
  "http.request": 30,
  "http.body": 50,
  files: 28,
  compress: 4,
  "timers.fire": 250,
};

export function drawCrashPlan(random: SeededRandom): CrashPlan {
  const door = random.pick(crashDoors);
  return { door, nth: 1 + random.below(mostCalls[door]), when: random.chance(0.5) ? "before" : "after" };
}

/** Decides on each call whether the plan has come true. */
export function interceptorOf({ door, nth, when }: CrashPlan): (call: SeamCall) => Interception {
  let calls = 0;
  return ({ name }) => {
    const counts = door === "any" ? name !== "timers.fire" : name === door || name.startsWith(`${door}.`);
    if (!counts) return undefined;
    calls++;
    return calls === nth ? `die ${when}` : undefined;
  };
}
