import type { FaultKind } from "@genai-collector/simulator";
import type { SeededRandom } from "@genai-collector/testkit";
import { checkpointPath, queueFolder } from "./configuration-file.ts";
import { drawCrashPlan } from "./crash-plan.ts";
import { losingFaults } from "./simulated-platform.ts";
import { outageKinds } from "./sink-front.ts";
import { changes, destinations, diskFailures, type Trouble, type TroubleKind } from "./trouble.ts";

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

const serverFailures = ["unavailable", "throttled", "refused", "hang", "lost", "silent", "late"] as const;

/**
 * Draws the details of a trouble. `leftMs`: until the story ends, and with it every trouble. `isDense`: what hides well
 * comes more often.
 */
export function drawTrouble(random: SeededRandom, kind: TroubleKind, leftMs: number, isDense = false): Trouble {
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
        how: random.pick([...serverFailures, ...(isDense ? (["lost", "lost", "silent"] as const) : [])]),
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
      if (isDense && random.chance(0.2)) return drawStrictSink(random, leftMs);
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

/** After an outage it is back, and does not take any more what waited for it. */
function drawStrictSink(random: SeededRandom, leftMs: number): Trouble {
  const downMs = Math.min(30 * minute + random.below(15 * minute), leftMs / 2);
  const forMs = Math.min(5 * minute + random.below(20 * minute), leftMs / 2);
  const [downAs, how] = [
    random.pick(["503", "refused", "silent"] as const),
    random.pick(["too old", "partial"] as const),
  ];
  return { kind: "sink down", sink: random.below(8), how, forMs, before: { how: downAs, forMs: downMs } };
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
