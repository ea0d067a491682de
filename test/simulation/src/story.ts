import type { SeededRandom } from "@genai-collector/testkit";
import { drawSetup } from "./draw-setup.ts";
import { drawTrouble } from "./draw-trouble.ts";
import { phases, type Phase } from "./phases.ts";
import type { Setup } from "./setup.ts";
import { every, troubleKinds, type Aim, type Trouble, type TroubleKind } from "./trouble.ts";

const hour = 3_600_000;

/** A trouble, and when it comes, in milliseconds from the beginning. */
export interface StoryEvent {
  readonly at: number;
  readonly trouble: Trouble;
  /** Which replica it strikes, modulo their number; undefined: whichever. */
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
    const trouble = drawTrouble(random, aim.kind, forMs - at);
    // The first call of whatever it is that it does then.
    const isCrash = trouble.kind === "crash";
    const plan = { door: "any", nth: 1, when: random.pick(["before", "after"] as const) };
    return { at, trouble: isCrash ? { ...trouble, plan } : trouble, during: aim.during };
  }
  const crash = drawTrouble(random, "crash", forMs - at) as Extract<Trouble, { kind: "crash" }>;
  return { at, replica, trouble: { ...crash, plan: { door: aim.call, nth: 1, when: aim.when } } };
}

/** Half of them wait for a moment in which something is under way. */
function drawEvent(
  random: SeededRandom,
  { at, kind }: { readonly at: number; readonly kind: TroubleKind },
  forMs: number,
  isAlone: boolean,
): StoryEvent {
  const trouble = drawTrouble(random, kind, forMs - at);
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

function times(random: SeededRandom, forMs: number, everyMs: number): readonly number[] {
  const all: number[] = [];
  for (let at = everyMs * 2 * random.next(); at < forMs; at += everyMs * 2 * random.next()) all.push(Math.floor(at));
  return all;
}
