import type { Answer, SeededRandom, World } from "@genai-collector/testkit";
import { plantedTexts } from "@genai-collector/simulator";
import { pointsOf, resourcesOf } from "./received-points.ts";

/** What a sink has of one point. */
export interface Stored {
  readonly value: number;
  readonly unit: string;
  readonly time: number;
  /** Of the `ResourceMetrics` that it came in first. */
  readonly digest: string;
}

/** How a sink behaves: chances for each request, on top of outages. */
export interface SinkMood {
  readonly lost: number;
  readonly slow: number;
  readonly throttled: number;
}

const wellBehaved: SinkMood = { lost: 0, slow: 0, throttled: 0 };

/** An OTLP sink in the world outside: it outlives collectors, and remembers every point that it took. */
export class SimulatedSink {
  readonly name: string;
  readonly points = new Map<string, Stored>();
  /** What came again in other bytes than the first time. */
  readonly changed: string[] = [];
  readonly leaks: string[] = [];
  /** The newest bucket that it took. */
  newest = -Infinity;
  mood: SinkMood = wellBehaved;
  requests = 0;
  refused = 0;
  /** What came before it was as old as buckets have to be, by the true time. */
  readonly early: string[] = [];
  /** How old a bucket is at least when it comes, in milliseconds. */
  settlesMs = 0;
  /** Resources that came again with the same bytes. */
  resent = 0;
  /** What it answers instead of 200, while it is down. */
  down: "503" | "refused" | "401" | undefined;
  readonly #digests = new Set<string>();
  readonly #world: World;
  readonly #random: SeededRandom;

  constructor(world: World, name: string) {
    this.name = name;
    this.#world = world;
    this.#random = world.random.fork(`sink ${name}`);
    world.route(`https://${name}.example/`, (request) => this.#answer(request.body ?? []));
    world.network.latencyMs = 20;
  }

  /** Nobody is there, or it refuses, for a while. */
  outage(how: "503" | "refused" | "401", ms: number): void {
    this.down = how;
    const repaired =
      how === "refused"
        ? this.#world.network.fault({ kind: "refused", match: `https://${this.name}.example/` })
        : undefined;
    this.#world.after(ms, () => {
      this.down = undefined;
      repaired?.();
    });
  }

  calm(): void {
    this.mood = wellBehaved;
  }

  #answer(body: readonly Uint8Array[]): Answer {
    this.requests++;
    const luck = this.#random.next();
    const { lost, slow, throttled } = this.mood;
    const status = this.down === undefined ? (luck < throttled ? 429 : 200) : Number(this.down) || 503;
    if (status !== 200) {
      this.refused++;
      return { status, ...(status === 429 ? { headers: { "retry-after": "3" } } : {}) };
    }
    this.#take(Buffer.concat(body));
    if (luck < throttled + lost) return { lost: true };
    return luck < throttled + lost + slow ? { delayMs: 6_000 } : {};
  }

  #take(body: Buffer): void {
    for (const text of plantedTexts) if (body.includes(text)) this.leaks.push(text);
    for (const { bytes, digest } of resourcesOf(body)) {
      if (this.#digests.has(digest)) {
        this.resent++;
        continue;
      }
      this.#digests.add(digest);
      for (const { key, unit, time, value } of pointsOf(bytes)) {
        const before = this.points.get(key);
        if (before !== undefined) this.changed.push(`${key}: ${before.value}, then ${value}`);
        else this.points.set(key, { value, unit, time, digest });
        if (this.#world.now - time < this.settlesMs) this.early.push(`${key} came after ${this.#world.now - time} ms`);
        this.newest = Math.max(this.newest, time);
      }
    }
  }
}
