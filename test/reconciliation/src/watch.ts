import { OwnMetrics, type Machine } from "@genai-collector/test-simulation";
import type { World } from "@genai-collector/testkit";
import { findContent } from "./content-scan.ts";
import type { LaneFile } from "./lane-file.ts";
import type { Tell } from "./promises.ts";
import type { Setup } from "./setup.ts";

const minute = 60_000;
/** Where a collector shows itself. */
const pages = { metrics: "http://127.0.0.1:8888/metrics", health: "http://127.0.0.1:13133/" } as const;
const lookEveryMs = 10 * minute;
/** After the last trouble, for degraded lanes to wake up, and for the backlog to be over. */
const recoveryMs = 60 * minute;
/** A degraded lane waits for ten minutes; two of them in a row are bad luck. */
const usualDelayMs = 25 * minute;

export interface WatchOptions {
  readonly world: World;
  readonly setup: Setup;
  readonly lanes: LaneFile;
  readonly machine: Machine;
  readonly report: Tell;
}

/** Looks after a collector as people on call do: how far behind each loop is, and what it shows of itself. */
export class Watch {
  /** Bytes that the collector showed of itself, and that were looked through for content. */
  scanned = 0;
  /** The furthest that each lane was behind in quiet times, in milliseconds. */
  readonly furthest = new Map<string, number>();
  readonly #options: WatchOptions;
  #troubles: { readonly from: number; readonly to: number }[] = [];
  #isOver = false;

  constructor(options: WatchOptions) {
    this.#options = options;
  }

  begin(): void {
    this.#options.world.after(lookEveryMs, () => {
      if (this.#isOver) return;
      this.look();
      void this.#readPages();
      this.begin();
    });
  }

  end(): void {
    this.#isOver = true;
  }

  /** Something is wrong for so long. */
  troubled(forMs: number): void {
    const { now } = this.#options.world;
    this.#troubles = this.#troubles.filter(({ to }) => to > now - 6 * recoveryMs);
    this.#troubles.push({ from: now, to: now + forMs });
  }

  /** Nothing was wrong between two times. */
  wasQuiet(from: number, to: number): boolean {
    return !this.#troubles.some((trouble) => trouble.from <= to && trouble.to >= from);
  }

  /** Some time after the last trouble, every lane is where it should be: none starves. */
  look(): void {
    const { world, lanes, machine, report } = this.#options;
    const isQuiet = this.wasQuiet(world.now - recoveryMs, world.now) && world.now - machine.startedAt > recoveryMs;
    if (!isQuiet) return;
    for (const name of lanes.names) {
      const behindMs = world.now - lanes.frontier(name)!;
      this.furthest.set(name, Math.max(this.furthest.get(name) ?? 0, behindMs));
      const most = this.#mostBehindMs(name);
      if (behindMs > most)
        report("up to date", name, `it is ${minutes(behindMs)} min behind, at most ${minutes(most)} min it may be`);
    }
  }

  /** What anybody can see of a collector without its logs. */
  show(text: string, where: string): void {
    const bytes = Buffer.from(text);
    this.scanned += bytes.length;
    for (const found of findContent(bytes)) this.#options.report("content-free", where, `shows "${found}"`);
  }

  async #readPages(): Promise<void> {
    const { world, machine } = this.#options;
    this.show(JSON.stringify(machine.process?.status ?? null, told), "status");
    const [metrics, health] = await Promise.all([read(world, pages.metrics), read(world, pages.health)]);
    this.show(metrics ?? "", "page of metrics");
    this.show(health ?? "", "page of health");
    if (metrics !== undefined && !this.#isOver && machine.isRunning) this.#compareLags(new OwnMetrics(metrics));
  }

  /** What alerts are made from is true, loop by loop. */
  #compareLags(page: OwnMetrics): void {
    const { world, lanes, setup, machine, report } = this.#options;
    const isQuiet = this.wasQuiet(world.now - recoveryMs, world.now) && world.now - machine.startedAt > recoveryMs;
    if (!isQuiet) return;
    const loops = Map.groupBy(lanes.names, (name) => name.replace(/\/.*/, ""));
    for (const [loop, names] of loops) {
      const [receiver, name] = loop.split(" ") as [string, string];
      const oldest = Math.min(...names.map((each) => lanes.frontier(each)!));
      const told = page.sum(`otelcol_receiver_${receiver}_lag`, `loop="${name}"`) * 1_000;
      // It is told at each tick.
      const off = Math.abs(world.now - oldest - told);
      const most = 1.2 * this.#cadenceMs(loop) + 2 * minute + this.#clocksMs(receiver);
      if (off > most)
        report(
          "lags are told",
          loop,
          `it says ${minutes(told)} min; it is ${minutes(world.now - oldest)} min behind (${minutes(setup.skewMs)})`,
        );
    }
  }

  #mostBehindMs(name: string): number {
    const [receiver, rest] = name.split(" ") as [string, string];
    const loop = rest.replace(/\/.*/, "");
    const settle = ["analytics", "groups", "logs_export", "runs"].includes(loop) ? 10 * minute : 0;
    // A window is waited for, its job runs, and the next one is begun behind it.
    const window = loop === "logs_export" ? 30 * minute : 0;
    return settle + window + 2.2 * this.#cadenceMs(`${receiver} ${loop}`) + usualDelayMs + this.#clocksMs(receiver);
  }

  #cadenceMs(loop: string): number {
    const { setup } = this.#options;
    switch (loop) {
      case "portkey analytics":
        return setup.analyticsCadenceMs;
      case "portkey groups":
        return setup.groupsCadenceMs;
      case "langsmith sessions":
        return setup.sessionsCadenceMs;
      case "langsmith usage":
        return setup.usageCadenceMs;
      case "langsmith runs":
        return setup.runsCadenceMs;
      default:
        return minute;
    }
  }

  #clocksMs(receiver: string): number {
    const { setup } = this.#options;
    return Math.abs(setup.skewMs) + Math.abs(receiver === "portkey" ? setup.portkeyAheadMs : setup.langsmithAheadMs);
  }
}

/** Everything that a status says, errors included. */
export function told(_key: string, value: unknown): unknown {
  if (value instanceof Error)
    return {
      ...Object.fromEntries(Object.entries(value)),
      message: value.message,
      cause: value.cause,
      stack: value.stack,
    };
  if (value instanceof Map) return [...value];
  return typeof value === "bigint" ? String(value) : value;
}

async function read(world: World, url: string): Promise<string | undefined> {
  const parts: Uint8Array[] = [];
  try {
    const request = { method: "GET", url, headers: {}, signal: new AbortController().signal };
    const { chunks } = await world.network.exchange(request, "localhost");
    for await (const chunk of chunks) parts.push(chunk);
  } catch {
    return undefined; // it is down: whether it may be is looked after elsewhere
  }
  return Buffer.concat(parts).toString();
}

function minutes(ms: number): string {
  return (ms / minute).toFixed(1);
}
