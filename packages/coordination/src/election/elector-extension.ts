import {
  leaderElector,
  provide,
  type Component,
  type LeaderElector,
  type Provided,
  type Standing,
  type Term,
} from "@genai-collector/component";
import type { ElectionConfig } from "./election-config.ts";
import type { ElectionSettings } from "./election-telemetry.ts";
import { Elector, notOpen } from "./elector.ts";
import type { LeaseCell } from "./lease.ts";

/** Where leases are kept, while the extension runs. */
export interface LeaseStore {
  /** The lease of one source; undefined: of the whole process. `name` is for logs and statuses. */
  cellOf(source: string | undefined): { readonly name: string; readonly cell: LeaseCell };
  close(): Promise<void>;
}

/** The lifecycle of every elector: opens its store, elects, releases what it leads, and closes the store. */
export class ElectorExtension implements Component, LeaderElector {
  readonly provided: readonly Provided[] = [provide(leaderElector, this)];
  readonly #settings: ElectionSettings;
  readonly #config: ElectionConfig;
  readonly #open: () => Promise<LeaseStore>;
  #running: { readonly store: LeaseStore; readonly elector: Elector } | undefined;

  /** `open` must not wait for the store's server, and rejects where it is not configured. */
  constructor(settings: ElectionSettings, config: ElectionConfig, open: () => Promise<LeaseStore>) {
    this.#settings = settings;
    this.#config = config;
    this.#open = open;
  }

  async start(): Promise<void> {
    const store = await this.#open();
    const [settings, config] = [this.#settings, this.#config];
    const elector = new Elector({ settings, config, cellOf: (source) => store.cellOf(source) });
    this.#running = { store, elector };
    settings.logger.info({ identity: elector.identity, shard_by: config.polling.shard_by }, "Ready to campaign");
    elector.start();
  }

  async shutdown(signal: AbortSignal): Promise<void> {
    const running = this.#running;
    this.#running = undefined;
    await running?.elector.shutdown(signal);
    await running?.store.close();
  }

  async campaign(
    source: string,
    floor: number,
    lead: (term: Term) => Promise<void>,
    signal: AbortSignal,
  ): Promise<void> {
    if (this.#running === undefined) throw notOpen();
    await this.#running.elector.campaign(source, floor, lead, signal);
  }

  standing(source: string): Standing {
    return this.#running?.elector.standing(source) ?? { leader: undefined, isOurs: false, epoch: 0 };
  }
}
