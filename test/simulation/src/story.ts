import type { SeededRandom } from "@genai-collector/testkit";
import { drawSetup } from "./draw-setup.ts";
import { drawTrouble } from "./draw-trouble.ts";
import { phases, type Phase } from "./phases.ts";
import type { Setup } from "./setup.ts";
import {
  every,
  firstCalls,
  provoked,
  ticklish,
  troubleKinds,
  type Aim,
  type Trouble,
  type TroubleKind,
} from "./trouble.ts";

const minute = 60_000;
const hour = 60 * minute;
const exclusive: ReadonlySet<TroubleKind> = new Set(["redeploy", "corrupt checkpoint"]);

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

/** In which what goes wrong is drawn. */
interface Frame {
  readonly forMs: number;
  readonly isAlone: boolean;
  /** A story with a least number of troubles: they come where they hurt most. */
  readonly isDense: boolean;
}

/** Draws what goes wrong within `forMs`. */
export function drawStory(random: SeededRandom, forMs: number, options: DrawOptions = {}): Story {
  const { rarer = 1, leastEvents = 0, aims = [] } = options;
  const isDense = leastEvents > 0;
  const setup = drawSetup(random, { aims, isDense });
  const isAlone = setup.coordination === "file";
  const frame = { forMs, isAlone, isDense };
  const kinds = troubleKinds.filter((kind) => kind !== "servers fail" || !isAlone);
  const drawn = kinds.flatMap((kind) => times(random, forMs, every[kind] * rarer).map((at) => ({ at, kind })));
  const draw = (among: readonly TroubleKind[], count: number): readonly StoryEvent[] =>
    Array.from({ length: Math.max(0, count) }, () => ({ at: atOf(random, forMs), kind: random.pick(among) })).map(
      (each) => drawEvent(random, each, frame),
    );
  const wanted = [
    ...aims.flatMap((aim) => aimed(random, aim, atOf(random, forMs), frame)),
    ...drawn.map((each) => drawEvent(random, each, frame)),
    ...draw(kinds, leastEvents - drawn.length - aims.length),
  ];
  const events = withoutExcess(wanted.toSorted((a, b) => a.at - b.at));
  const instead = draw(
    kinds.filter((kind) => !exclusive.has(kind)),
    leastEvents - events.length,
  );
  return {
    setup,
    platformAheadMs: random.pick([0, 0, -180_000, -30_000, 60_000]),
    skewMs: random.pick([0, 0, 120_000, -90_000]),
    otherSkewsMs: [random.pick([0, 60_000, -120_000]), random.pick([0, 30_000])],
    events: [...events, ...instead].toSorted((a, b) => a.at - b.at),
    hasChanceFaults: true,
  };
}

/** Not in the first minutes, in which nothing can be seen yet, nor in the last. */
function atOf(random: SeededRandom, forMs: number): number {
  return Math.floor(forMs * (0.02 + 0.9 * random.next()));
}

function aimed(random: SeededRandom, aim: Aim, at: number, { forMs, isDense }: Frame): readonly StoryEvent[] {
  const replica = random.below(6);
  if ("kind" in aim) {
    const trouble = drawTrouble(random, aim.kind, forMs - at, isDense);
    // The first call of whatever it is that it does then.
    const isCrash = trouble.kind === "crash";
    const plan = { door: "any", nth: 1, when: random.pick(["before", "after"] as const) };
    return [{ at, trouble: isCrash ? { ...trouble, plan } : trouble, during: aim.during }];
  }
  const crash = drawTrouble(random, "crash", forMs - at) as Extract<Trouble, { kind: "crash" }>;
  const trouble = { ...crash, plan: { door: aim.call, nth: 1, when: aim.when } };
  const isFirst = firstCalls.has(aim.call) || random.chance(0.3);
  const death = { at: isFirst ? 0 : at, replica, trouble };
  const cause = provoked.get(aim.call);
  return cause === undefined ? [death] : [death, { at: death.at + minute, replica, trouble: cause }];
}

/** Half of them wait for a moment in which something is under way. */
function drawEvent(
  random: SeededRandom,
  { at, kind }: { readonly at: number; readonly kind: TroubleKind },
  { forMs, isAlone, isDense }: Frame,
): StoryEvent {
  const trouble = drawTrouble(random, kind, forMs - at, isDense);
  const [isAmbush, replica, anyPhase] = [random.chance(0.5), random.below(6), random.pick(possiblePhases(isAlone))];
  const worst = isDense && random.chance(0.5) ? ticklish[kind] : undefined;
  const during = worst === undefined ? anyPhase : random.pick(worst);
  return isAmbush ? { at, trouble, during } : { at, trouble, replica };
}

function possiblePhases(isAlone: boolean): readonly Phase[] {
  return isAlone ? phases.filter((phase) => phase !== "electing" && phase !== "standing by") : phases;
}

/** Two redeployments at a time are no rolling one, and one repair of the checkpoint ends before the next begins. */
function withoutExcess(events: readonly StoryEvent[]): readonly StoryEvent[] {
  const freeAt = new Map<TroubleKind, number>();
  return events.filter(({ at, trouble }) => {
    if (!exclusive.has(trouble.kind)) return true;
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
