import type { Answer, Sender, World } from "@genai-collector/testkit";
import type { LaneLedger } from "./lane-ledger.ts";
import { resourcesOf, seriesKey, type ReceivedPoint, type ReceivedResource } from "./received-points.ts";
import { mostItems, SinkFront, type SinkCall, type SinkVerdict } from "./sink-front.ts";
import type { Report } from "./violations.ts";

/** Sinks like Mimir have such a limit. */
const oldestMs = 30 * 60_000;
const tooOld = "err-mimir-sample-timestamp-too-old";

/** Who sends a request. */
export interface Origin {
  /** Which process of the collector. */
  readonly life: number;
  /** Which of the configurations that were deployed it runs. */
  readonly generation: number;
  /** It may not know yet that another one leads, because it was stopped meanwhile; or the request was long on its way. */
  readonly isLate: boolean;
  /** Whether it hears of the answer, or in time, nobody can say. */
  readonly isUnsure: boolean;
}

export interface SinkOptions {
  readonly name: string;
  originOf(sender: Sender): Origin;
  /** The books that a point belongs to; undefined: nobody expects it. */
  laneOf(point: ReceivedPoint, origin: Origin): LaneLedger | undefined;
  readonly report: Report;
}

/** A request that it takes. */
type TakenCall = SinkCall & { readonly origin: Origin };

/** What a sink said that it will never take, in points. */
export interface Told {
  readonly life: number;
  readonly points: number;
  /** Nobody can say whether these answers came through. */
  readonly perhaps: number;
}

function nothingTold(life: number): Told {
  return { life, points: 0, perhaps: 0 };
}

/** A request that it has not answered. */
interface Request {
  readonly life: number;
  readonly signal: AbortSignal;
  /** Whether another one of the same lane may be on its way with it. */
  readonly hasTwins: boolean;
}

/** A sink of metrics: it outlives collectors, and enters what it takes into the books. */
export class SimulatedSink {
  readonly front: SinkFront;
  /** End of the newest bucket that it took. */
  newest = -Infinity;
  /** Ends of all buckets that it took, the oldest first to come. */
  oldest = Infinity;
  /** Told of each point that it takes, in the order in which they come. */
  took: ((series: string, end: number) => void) | undefined;
  /** Points that it said it will never take, to the process that asks now. */
  #told: Told = nothingTold(0);
  readonly #options: SinkOptions;
  readonly #world: World;
  readonly #underWay = new Map<LaneLedger, Request>();
  /** It refused a request as a whole once: what comes in parts has other bytes. */
  #hasRefusedWhole = false;

  constructor(world: World, options: SinkOptions) {
    this.#options = options;
    this.#world = world;
    const { name, report } = options;
    this.front = new SinkFront(world, { name, report, take: (call) => this.#take(call) });
  }

  get name(): string {
    return this.#options.name;
  }

  /** How many points it told that process it will never take. */
  toldTo(life: number): Told {
    return this.#told.life === life ? this.#told : nothingTold(life);
  }

  #tell(points: number, { life, isUnsure }: Origin): void {
    const told = this.toldTo(life);
    const what = isUnsure ? "perhaps" : "points";
    this.#told = { ...told, [what]: told[what] + points };
  }

  #take(call: SinkCall): SinkVerdict {
    const taken = { ...call, origin: this.#options.originOf(call.sender) };
    const resources = resourcesOf(call.body);
    const refusal = this.#refusal(taken, resources);
    if (refusal !== undefined) {
      this.#hasRefusedWhole = true;
      return { refusal };
    }
    if (!call.sender.isStray) this.#watch(resources, taken);
    let rejected = 0;
    for (const resource of resources) rejected += this.#enter(resource, taken);
    if (call.isTold) this.#tell(rejected, taken.origin);
    return { rejected };
  }

  #refusal(call: TakenCall, resources: readonly ReceivedResource[]): Answer | undefined {
    const points = resources.flatMap((resource) => resource.points);
    if (call.outage === "too old") return this.#refuseOld(points, call);
    return call.outage === "413" && points.length > mostItems ? { status: 413 } : undefined;
  }

  /** Refuses the request as a whole when any point is too old: who sends must find out which. */
  #refuseOld(points: readonly ReceivedPoint[], { origin, sender }: TakenCall): Answer | undefined {
    const [first] = points.filter((point) => this.#isOld(point));
    if (first === undefined) return undefined;
    // Only what comes alone is refused for good.
    if (points.length === 1 && !sender.isStray) {
      this.#options.laneOf(first, origin)?.refused(seriesKey(first.name, first.labels), first.time);
      this.#tell(1, origin);
    }
    return { status: 400, headers: { "content-type": "text/plain" }, body: tooOld };
  }

  /** Gives how many points it rejected. */
  #enter({ bytes, points }: ReceivedResource, { outage, isUnheard, origin, sender }: TakenCall): number {
    const { life, isLate } = origin;
    const arrival = { life, isLate, isAnswered: !isUnheard && !origin.isUnsure, mayDiffer: this.#hasRefusedWhole };
    let rejected = 0;
    for (const point of points) {
      const { name, labels, time, value, unit } = point;
      const key = seriesKey(name, labels);
      const lane = this.#options.laneOf(point, origin);
      if (outage === "partial" && this.#isOld(point)) {
        if (!sender.isStray) lane?.refused(key, time);
        rejected++;
        continue;
      }
      this.newest = Math.max(this.newest, time);
      this.oldest = Math.min(this.oldest, time);
      this.took?.(key, time);
      if (unit !== "") this.#options.report("nothing is wrong", this.name, `${key} has the unit "${unit}" twice`);
      if (lane !== undefined) lane.arrived({ key, end: time, value, bytes }, arrival);
      else this.#options.report("nothing is wrong", this.name, `${key} is nobody's`);
    }
    return rejected;
  }

  #isOld({ time }: ReceivedPoint): boolean {
    return time < this.#world.now - oldestMs;
  }

  /** A lane has one payload on its way: as long as the sink has not answered, and somebody waits, no other comes. */
  #watch(resources: readonly ReceivedResource[], { request: { signal }, delayMs, origin }: TakenCall): void {
    const { life } = origin;
    const lanes = this.#lanesOf(resources, origin);
    const names = [...lanes.keys()].map(({ name }) => name);
    if (names.length > 1) this.#options.report("never merged", this.name, `a request came from ${names.join(" and ")}`);
    for (const [lane, points] of lanes) {
      lane.requested(points);
      const other = this.#underWay.get(lane);
      const mine = { life, signal, hasTwins: lane.hasTwins(points) };
      const isSecond = other !== undefined && other.life === life && !other.signal.aborted;
      if (isSecond && !other.hasTwins && !mine.hasTwins)
        this.#options.report("one at a time", lane.name, "a second request came while the first was on its way");
      this.#underWay.set(lane, mine);
      // The answer takes half of the way back.
      this.#world.after(delayMs + 1, () => {
        if (this.#underWay.get(lane) === mine) this.#underWay.delete(lane);
      });
    }
  }

  #lanesOf(resources: readonly ReceivedResource[], origin: Origin): Map<LaneLedger, { key: string; end: number }[]> {
    const lanes = new Map<LaneLedger, { key: string; end: number }[]>();
    for (const point of resources.flatMap(({ points }) => points)) {
      const lane = this.#options.laneOf(point, origin);
      if (lane === undefined) continue;
      const points = lanes.get(lane) ?? [];
      points.push({ key: seriesKey(point.name, point.labels), end: point.time });
      lanes.set(lane, points);
    }
    return lanes;
  }
}
