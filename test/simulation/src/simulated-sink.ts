import { gunzipSync } from "node:zlib";
import type { HttpRequest } from "@genai-collector/component";
import { plantedTexts } from "@genai-collector/simulator";
import type { Answer, SeededRandom, World } from "@genai-collector/testkit";
import protobuf from "protobufjs";
import type { LaneLedger } from "./lane-ledger.ts";
import { resourcesOf, seriesKey, type ReceivedPoint, type ReceivedResource } from "./received-points.ts";
import type { Report } from "./violations.ts";

/** What goes wrong with any one request: chances, on top of outages. */
export interface SinkMood {
  /** It stores, and the answer never arrives. */
  readonly lost: number;
  /** It stores, and the answer breaks off. */
  readonly cut: number;
  /** It stores, and takes its time. */
  readonly slow: number;
  /** 429 with Retry-After. */
  readonly throttled: number;
  /** 503. */
  readonly busy: number;
}

export const usualMood: SinkMood = { lost: 0.01, cut: 0.005, slow: 0.01, throttled: 0.01, busy: 0.01 };
export const wellBehaved: SinkMood = { lost: 0, cut: 0, slow: 0, throttled: 0, busy: 0 };

/**
 * How a sink is down. Three are not: `too old` refuses for good every request with a point that is older than half an
 * hour, `partial` stores the rest of it and says how many it rejected, `413` takes ten points at a time.
 */
export const outageKinds = [
  "503",
  "429",
  "401",
  "500",
  "refused",
  "reset",
  "silent",
  "too old",
  "partial",
  "413",
] as const;

export type OutageKind = (typeof outageKinds)[number];

/** Sinks like Mimir have such a limit. */
const oldestMs = 30 * 60_000;
const tooOld = "err-mimir-sample-timestamp-too-old";
const mostPoints = 10;
/** No request of these setups is larger: a hundred minutes of every series. */
const largestRequest = 1_048_576;

export interface SinkOptions {
  readonly name: string;
  /** The books that a point belongs to; undefined: nobody expects it. */
  laneOf(point: ReceivedPoint): LaneLedger | undefined;
  /** Which life of the collector is sending. */
  life(): number;
  readonly report: Report;
}

/** An OTLP sink in the world outside: it outlives collectors, and enters what it takes into the books. */
export class SimulatedSink {
  readonly name: string;
  mood = wellBehaved;
  requests = 0;
  /** Requests that it did not take. */
  refusals = 0;
  /** End of the newest bucket that it took. */
  newest = -Infinity;
  /** Ends of all buckets that it took, the oldest first to come. */
  oldest = Infinity;
  /** Points that it said it will never take, to the process that asks now. */
  #told = { life: 0, points: 0 };
  readonly #options: SinkOptions;
  readonly #world: World;
  readonly #random: SeededRandom;
  readonly #underWay = new Map<LaneLedger, { readonly life: number; readonly signal: AbortSignal }>();
  #outage: { readonly kind: OutageKind; end(): void } | undefined;
  /** It refused a request as a whole once: what comes in parts has other bytes. */
  #hasRefusedWhole = false;

  constructor(world: World, options: SinkOptions) {
    this.name = options.name;
    this.#options = options;
    this.#world = world;
    this.#random = world.random.fork(`sink ${options.name}`);
    world.route(this.#url, (request) => this.#answer(request));
  }

  /** Is down for a while; an outage that is on ends. */
  outage(kind: OutageKind, forMs: number): void {
    this.#outage?.end();
    const onTheWay = kind === "refused" || kind === "reset" ? kind : undefined;
    const repair = onTheWay === undefined ? undefined : this.#world.network.fault({ kind: onTheWay, match: this.#url });
    const outage = {
      kind,
      end: (): void => {
        if (this.#outage === outage) this.#outage = undefined;
        repair?.();
      },
    };
    this.#outage = outage;
    this.#world.after(forMs, outage.end);
  }

  get isDown(): boolean {
    return this.#outage !== undefined;
  }

  /** How many points it told that process it will never take. */
  toldTo(life: number): number {
    return this.#told.life === life ? this.#told.points : 0;
  }

  #tell(points: number): void {
    const life = this.#options.life();
    this.#told = { life, points: this.toldTo(life) + points };
  }

  get #url(): string {
    return `https://${this.name}.example/`;
  }

  #answer(request: HttpRequest): Answer {
    this.requests++;
    const body = bodyOf(request);
    this.#look(body);
    const resources = resourcesOf(body);
    const luck = this.#fortune();
    const refusal = this.#refusal(luck, resources);
    if (refusal !== undefined) {
      this.refusals++;
      return refusal;
    }
    const delayMs = luck === "slow" ? 6_000 : 0;
    this.#watch(resources, request, delayMs);
    const isAnswered = luck !== "lost" && luck !== "cut";
    let rejected = 0;
    for (const resource of resources) rejected += this.#take(resource, isAnswered);
    if (isAnswered) this.#tell(rejected);
    if (luck === "lost") return { lost: true };
    const answer = partialSuccess(rejected);
    return {
      ...answer,
      delayMs,
      ...(luck === "cut" ? { body: new Uint8Array(64), cutAfterBytes: 10 } : {}),
    };
  }

  #fortune(): keyof SinkMood | undefined {
    let luck = this.#random.next();
    for (const kind of ["lost", "cut", "slow", "throttled", "busy"] as const) {
      luck -= this.mood[kind];
      if (luck < 0) return kind;
    }
    return undefined;
  }

  #refusal(luck: keyof SinkMood | undefined, resources: readonly ReceivedResource[]): Answer | undefined {
    const kind = this.#outage?.kind;
    if (kind === "too old") return this.#refuseOld(resources);
    if (kind === "413") return this.#refuseLarge(resources);
    if (kind === "silent") return { status: 503, delayMs: 120_000 };
    if (kind === "429") return { status: 429, headers: { "retry-after": "60" } };
    if (kind !== undefined && kind !== "partial") return { status: Number(kind) };
    if (luck === "throttled") return { status: 429, headers: { "retry-after": "3" } };
    return luck === "busy" ? { status: 503 } : undefined;
  }

  /** Refuses the request as a whole when any point is too old: who sends must find out which. */
  #refuseOld(resources: readonly ReceivedResource[]): Answer | undefined {
    const points = resources.flatMap((resource) => resource.points);
    const old = points.filter((point) => this.#isOld(point));
    if (old.length === 0) return undefined;
    this.#hasRefusedWhole = true;
    const [first] = old;
    // Only what comes alone is refused for good.
    if (points.length === 1) {
      this.#options.laneOf(first!)?.refused(seriesKey(first!.name, first!.labels), first!.time);
      this.#tell(1);
    }
    return { status: 400, headers: { "content-type": "text/plain" }, body: tooOld };
  }

  #refuseLarge(resources: readonly ReceivedResource[]): Answer | undefined {
    if (resources.reduce((sum, { points }) => sum + points.length, 0) <= mostPoints) return undefined;
    this.#hasRefusedWhole = true;
    return { status: 413 };
  }

  /** Gives how many points it rejected. */
  #take({ bytes, points }: ReceivedResource, isAnswered: boolean): number {
    const arrival = { life: this.#options.life(), isAnswered, mayDiffer: this.#hasRefusedWhole };
    let rejected = 0;
    for (const point of points) {
      const { name, labels, time, value, unit } = point;
      const key = seriesKey(name, labels);
      if (this.#outage?.kind === "partial" && this.#isOld(point)) {
        this.#options.laneOf(point)?.refused(key, time);
        rejected++;
        continue;
      }
      this.newest = Math.max(this.newest, time);
      this.oldest = Math.min(this.oldest, time);
      if (unit !== "") this.#options.report("nothing is wrong", this.name, `${key} has the unit "${unit}" twice`);
      const lane = this.#options.laneOf(point);
      if (lane !== undefined) lane.arrived({ key, end: time, value, bytes }, arrival);
      else this.#options.report("nothing is wrong", this.name, `${key} is nobody's`);
    }
    return rejected;
  }

  #isOld({ time }: ReceivedPoint): boolean {
    return time < this.#world.now - oldestMs;
  }

  /** A lane has one payload on its way: as long as the sink has not answered, and somebody waits, no other comes. */
  #watch(resources: readonly ReceivedResource[], { signal }: HttpRequest, delayMs: number): void {
    const life = this.#options.life();
    const lanes = this.#lanesOf(resources);
    const names = [...lanes.keys()].map(({ name }) => name);
    if (names.length > 1) this.#options.report("never merged", this.name, `a request came from ${names.join(" and ")}`);
    for (const [lane, points] of lanes) {
      lane.requested(points);
      const other = this.#underWay.get(lane);
      if (other !== undefined && other.life === life && !other.signal.aborted)
        this.#options.report("one at a time", lane.name, "a second request came while the first was on its way");
      const mine = { life, signal };
      this.#underWay.set(lane, mine);
      // The answer takes half of the way back.
      this.#world.after(delayMs + 1, () => {
        if (this.#underWay.get(lane) === mine) this.#underWay.delete(lane);
      });
    }
  }

  #lanesOf(resources: readonly ReceivedResource[]): Map<LaneLedger, { key: string; end: number }[]> {
    const lanes = new Map<LaneLedger, { key: string; end: number }[]>();
    for (const point of resources.flatMap(({ points }) => points)) {
      const lane = this.#options.laneOf(point);
      const known = lane === undefined ? undefined : (lanes.get(lane) ?? []);
      known?.push({ key: seriesKey(point.name, point.labels), end: point.time });
      if (lane !== undefined && known !== undefined) lanes.set(lane, known);
    }
    return lanes;
  }

  #look(body: Uint8Array): void {
    const { report } = this.#options;
    if (body.length > largestRequest)
      report("memory is bounded", this.name, `a request has ${body.length} bytes, more than ${largestRequest}`);
    const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
    for (const planted of plantedTexts)
      if (text.includes(planted)) report("content-free", this.name, `"${planted}" reached the sink`);
  }
}

/** `ExportMetricsServiceResponse`: the number of rejected points in field 1 of field 1. */
function partialSuccess(rejected: number): Answer {
  if (rejected === 0) return {};
  const inner = protobuf.Writer.create().uint32(8).int64(rejected).finish();
  const body = protobuf.Writer.create().uint32(10).bytes(inner).finish();
  return { headers: { "content-type": "application/x-protobuf" }, body };
}

function bodyOf({ body, headers }: HttpRequest): Uint8Array {
  const bytes = Buffer.concat(body ?? []);
  return headers["content-encoding"] === "gzip" ? gunzipSync(bytes) : bytes;
}
