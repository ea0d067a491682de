import type { TrueValue } from "@genai-collector/simulator";
import type { Display } from "./display.ts";
import { clock } from "./display.ts";
import { getJson, postJson } from "./loopback.ts";
import type { SinkState } from "./sink-store.ts";
import type { Stage } from "./stage.ts";
import type { Watch } from "./watch.ts";

const minuteMs = 60_000;

/** What happens while the reader watches, and what was true before it happened. */
export class Story {
  readonly #stage: Stage;
  readonly #display: Display;
  readonly #watch: Watch;
  /** Values of minutes that were revised after they were delivered: as they were. */
  readonly #before = new Map<number, readonly TrueValue[]>();

  constructor(stage: Stage, display: Display, watch: Watch) {
    this.#stage = stage;
    this.#display = display;
    this.#watch = watch;
  }

  async sinkGoesDown(ms: number): Promise<void> {
    this.#display.say(`! The sink answers 503 for ${ms / 1_000} s.`);
    await postJson(`${this.#stage.sink}/_sink/down`, { ms });
  }

  async collectorIsKilled(): Promise<void> {
    this.#display.say("! The collector is killed with SIGKILL, and started again.");
    await this.#watch.look(); // what it has counted dies with it
    await this.#stage.killCollector();
    this.#stage.startCollector();
  }

  /** One more request shows up for the newest minute that the sink has. */
  async minuteIsRevised(): Promise<void> {
    const sink = await getJson<SinkState>(`${this.#stage.sink}/_sink/state`);
    const newest = sink.points.reduce((latest, point) => Math.max(latest, point.time), 0);
    if (newest === 0) return;
    this.#before.set(newest, await this.#stage.truth(newest - minuteMs, newest));
    await postJson(`${this.#stage.gateway}/_sim/revise`, { minuteStart: newest - minuteMs, visibleAt: Date.now() });
    this.#display.say(
      `! The gateway revises ${clock(newest)}, which was delivered: it is counted, and not sent again.`,
    );
  }

  /** What the sink should have: a minute that was revised late counts as it had settled. */
  async expected(from: number, to: number): Promise<TrueValue[]> {
    const now = await this.#stage.truth(from, to);
    const untouched = now.filter((value) => !this.#before.has(value.bucketEnd));
    const asSettled = [...this.#before].filter(([end]) => end > from && end <= to).flatMap(([, values]) => values);
    return [...untouched, ...asSettled];
  }
}
