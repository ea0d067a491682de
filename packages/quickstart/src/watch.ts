import { LifetimeCounters } from "./lifetime-counters.ts";
import { getJson, tryGetText } from "./loopback.ts";
import { parsePage } from "./metrics-page.ts";
import { progressOf, type Progress } from "./progress.ts";
import type { SinkState } from "./sink-store.ts";
import type { Stage } from "./stage.ts";

/** Looks at the collector and the sink, and remembers what each life of the collector counted. */
export class Watch {
  readonly #stage: Pick<Stage, "metricsPage" | "sink">;
  readonly #counters = new LifetimeCounters();

  constructor(stage: Pick<Stage, "metricsPage" | "sink">) {
    this.#stage = stage;
  }

  /** The moment's figures. Rejects when the sink does not answer. */
  async look(): Promise<Progress> {
    const [page, sink] = await Promise.all([
      tryGetText(this.#stage.metricsPage),
      getJson<SinkState>(`${this.#stage.sink}/_sink/state`),
    ]);
    const samples = page === undefined ? undefined : parsePage(page);
    if (samples !== undefined) this.#counters.observe(samples);
    return progressOf({ samples, counters: this.#counters, sink, now: Date.now() });
  }
}
