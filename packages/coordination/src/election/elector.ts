import { CollectorError, type LeaderElector, type Standing, type Term } from "@genai-collector/component";
import { Contender } from "./contender.ts";
import { leaseTimesOf, type ElectionConfig } from "./election-config.ts";
import { watchLease, type ElectionSettings } from "./election-telemetry.ts";
import { FairSharing } from "./fair-sharing.ts";
import { fired } from "./fired.ts";
import type { LeaseCell } from "./lease.ts";
import { selfOf } from "./self.ts";
import { undivided } from "./sharing.ts";

export interface ElectorOptions {
  readonly settings: ElectionSettings;
  readonly config: ElectionConfig;
  /** The lease of one source; undefined: of the whole process. `name` is for logs and statuses. */
  cellOf(source: string | undefined): { readonly name: string; readonly cell: LeaseCell };
}

/** Leader election over shared leases, however they are kept: one for all sources of the process, or one for each. */
export class Elector implements LeaderElector {
  /** What this replica is called. */
  readonly identity: string;
  readonly #options: ElectorOptions;
  /** By source; of the whole process under undefined. */
  readonly #contenders = new Map<string | undefined, Contender>();
  readonly #create: (source: string | undefined) => Contender;
  readonly #sources = new Set<string>();
  readonly #campaigns = new Set<Promise<void>>();
  readonly #closing = new AbortController();
  readonly #giveUp = new AbortController();

  constructor(options: ElectorOptions) {
    const { settings, config } = options;
    const { runtime } = settings;
    const self = selfOf(config.identity, runtime);
    const times = leaseTimesOf(config);
    const isShared = config.polling.shard_by === "source";
    const sharing = isShared ? new FairSharing(self.instance, times, runtime.random) : undivided;
    const giveUp = this.#giveUp.signal;
    this.#create = (source) => {
      const { name, cell } = options.cellOf(source);
      const events = watchLease(settings, name, () => this.#record());
      return new Contender({ cell, self, times, runtime, sharing, events, giveUp });
    };
    this.identity = self.identity;
    this.#options = options;
  }

  /** Tells how it stands from now on: gauges are there before anybody campaigns. */
  start(): void {
    this.#record();
  }

  /** As declared. Rejects where the source is campaigned for already: two campaigns would poll it twice. */
  async campaign(
    source: string,
    floor: number,
    lead: (term: Term) => Promise<void>,
    signal: AbortSignal,
  ): Promise<void> {
    if (this.#closing.signal.aborted) throw notOpen();
    if (this.#sources.has(source))
      throw new CollectorError("ELECTION_CAMPAIGN_TWICE", `this process campaigns for ${source} already`, {
        kind: "malformed",
      });
    this.#sources.add(source);
    const over = this.#options.settings.runtime.timers.deadline(Infinity, signal, this.#closing.signal);
    const campaign = this.#contenderOf(source).campaign(floor, lead, over.signal);
    this.#campaigns.add(campaign);
    this.#record();
    try {
      await campaign;
    } finally {
      over.cancel();
      this.#campaigns.delete(campaign);
      this.#sources.delete(source);
      this.#record();
    }
  }

  /** Nobody is known before the first campaign. */
  standing(source: string): Standing {
    return this.#contenders.get(this.#keyOf(source))?.standing ?? { leader: undefined, isOurs: false, epoch: 0 };
  }

  /** Ends every campaign; resolves when what was led is released, or once `signal` fires. */
  async shutdown(signal: AbortSignal): Promise<void> {
    const giveUp = (): void => this.#giveUp.abort(signal.reason);
    signal.addEventListener("abort", giveUp, { once: true });
    if (signal.aborted) giveUp();
    this.#closing.abort(new Error("the collector stops"));
    await Promise.race([Promise.allSettled(this.#campaigns), fired(this.#giveUp.signal)]);
    signal.removeEventListener("abort", giveUp);
  }

  #contenderOf(source: string): Contender {
    const key = this.#keyOf(source);
    const known = this.#contenders.get(key) ?? this.#create(key);
    this.#contenders.set(key, known);
    return known;
  }

  #keyOf(source: string): string | undefined {
    return this.#options.config.polling.shard_by === "source" ? source : undefined;
  }

  #record(): void {
    const { instruments } = this.#options.settings;
    const running = [...this.#contenders.values()].filter((contender) => contender.isRunning);
    const epochs = running.map(({ epoch }) => epoch).filter((epoch) => epoch > 0);
    instruments.campaigning.record(this.#sources.size);
    instruments.is_leader.record(epochs.length > 0 ? 1 : 0);
    instruments.leases.record(epochs.length);
    instruments.epoch.record(Math.max(0, ...epochs));
    instruments.observed_lease_age.record(Math.max(0, ...running.map(({ ageMs }) => ageMs)) / 1_000);
  }
}

/** The error for a campaign before the start, or after the shutdown. */
export function notOpen(): CollectorError {
  return new CollectorError("ELECTION_NOT_OPEN", "the leader elector is not running", { kind: "retryable" });
}
