import { sumOf, type PageSample } from "./metrics-page.ts";

const revisionsName = "otelcol_processor_settle_revisions";
const droppedName = "otelcol_processor_guard_dropped";

/** Counters of the collector over all its lives: a process begins each of them at zero. */
export class LifetimeCounters {
  /** What each life said last, by its `service.instance.id`, which is new for every process. */
  readonly #lives = new Map<string, { readonly revisions: number; readonly guardDropped: number }>();

  /** Takes the page of the life that is there now. */
  observe(samples: readonly PageSample[]): void {
    const life = samples.find(({ name }) => name === "target_info")?.labels["service_instance_id"] ?? "";
    this.#lives.set(life, {
      revisions: sumOf(samples, revisionsName, { when: "after_settle" }),
      guardDropped: sumOf(samples, droppedName),
    });
  }

  get revisions(): number {
    return [...this.#lives.values()].reduce((sum, life) => sum + life.revisions, 0);
  }

  get guardDropped(): number {
    return [...this.#lives.values()].reduce((sum, life) => sum + life.guardDropped, 0);
  }
}
