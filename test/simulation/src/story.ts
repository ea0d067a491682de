import type { SeededRandom } from "@genai-collector/testkit";
import type { SimulatedSetup } from "./configuration.ts";

const minute = 60_000;
const hour = 60 * minute;

/** What goes wrong, and when, in milliseconds from the beginning. */
export type Trouble =
  | {
      readonly at: number;
      readonly kind: "crash";
      readonly calls: number;
      readonly downMs: number;
      readonly powerCut: boolean;
    }
  | {
      readonly at: number;
      readonly kind: "sink down";
      readonly sink: number;
      readonly how: "503" | "refused" | "401";
      readonly forMs: number;
    }
  | {
      readonly at: number;
      readonly kind: "platform down";
      readonly how: "server_error" | "throttled" | "coarse" | "quota" | "unauthorized";
      readonly forMs: number;
    }
  | { readonly at: number; readonly kind: "late revision" }
  | { readonly at: number; readonly kind: "disk full"; readonly forMs: number }
  | { readonly at: number; readonly kind: "restart" };

/** A whole run: the same seed gives the same one. */
export interface Story {
  readonly setup: Partial<SimulatedSetup>;
  /** How far the platform's clock and ours are ahead of the true time, in milliseconds. */
  readonly platformAheadMs: number;
  readonly skewMs: number;
  readonly troubles: readonly Trouble[];
}

/** How often each kind comes, on average. */
const every: Readonly<Record<Trouble["kind"], number>> = {
  crash: 3 * hour,
  "sink down": 5 * hour,
  "platform down": 6 * hour,
  "late revision": 2 * hour,
  "disk full": 12 * hour,
  restart: 8 * hour,
};

/** Draws the troubles of `forMs`. */
export function drawStory(random: SeededRandom, forMs: number, rarer = 1): Story {
  const kinds = Object.keys(every) as Trouble["kind"][];
  const troubles = kinds.flatMap((kind) =>
    times(random, forMs, every[kind] * rarer).map((at) => draw(random, kind, at)),
  );
  return {
    setup: {
      useCases: random.chance(0.25),
      cadence: random.pick(["1m", "1m", "2m", "5m"]),
      window: random.pick(["50m", "50m", "30m"]),
    },
    platformAheadMs: random.pick([0, 0, -180_000, -30_000, 60_000]),
    skewMs: random.pick([0, 0, 120_000, -90_000]),
    troubles: troubles.toSorted((a, b) => a.at - b.at),
  };
}

function times(random: SeededRandom, forMs: number, everyMs: number): number[] {
  const all: number[] = [];
  for (let at = everyMs * 2 * random.next(); at < forMs; at += everyMs * 2 * random.next()) all.push(Math.floor(at));
  return all;
}

function draw(random: SeededRandom, kind: Trouble["kind"], at: number): Trouble {
  const between = (least: number, most: number): number => least + random.below(most - least);
  switch (kind) {
    case "crash":
      return { at, kind, calls: between(1, 120), downMs: between(1_000, 15 * minute), powerCut: random.chance(0.4) };
    case "sink down":
      return {
        at,
        kind,
        sink: random.below(8),
        how: random.pick(["503", "503", "refused", "401"]),
        forMs: between(minute, 150 * minute),
      };
    case "platform down": {
      const how = random.pick([
        "server_error",
        "server_error",
        "throttled",
        "coarse",
        "quota",
        "unauthorized",
      ] as const);
      return { at, kind, how, forMs: between(minute, 60 * minute) };
    }
    case "disk full":
      return { at, kind, forMs: between(minute, 60 * minute) };
    default:
      return { at, kind };
  }
}
