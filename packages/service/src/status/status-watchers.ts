import type { Logger, StatusWatcher } from "@genai-collector/component";
import { componentStatus } from "./component-status-view.ts";
import type { InstanceStatus } from "./status-board.ts";

/** Tells every extension that watches. One that throws is logged, and costs neither the others nor the collector. */
export class StatusWatchers {
  readonly #watchers: ReadonlyMap<string, StatusWatcher>;
  readonly #logger: Logger;

  /** `watchers`: by the ID of their extension. */
  constructor(watchers: ReadonlyMap<string, StatusWatcher>, logger: Logger) {
    this.#watchers = watchers;
    this.#logger = logger;
  }

  ready(): void {
    this.#tell((watcher) => watcher.ready());
  }

  notReady(): void {
    this.#tell((watcher) => watcher.notReady());
  }

  changed(instance: InstanceStatus): void {
    const status = componentStatus(instance);
    if (status === undefined) return;
    this.#tell((watcher) => watcher.componentStatus(status));
  }

  #tell(run: (watcher: StatusWatcher) => void): void {
    for (const [id, watcher] of this.#watchers) {
      try {
        run(watcher);
      } catch (error) {
        this.#logger.error({ error, "otelcol.component.id": id }, "A status watcher threw");
      }
    }
  }
}
