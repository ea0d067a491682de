/** What a lease said from a moment on. Times by `performance.now()`. */
export interface LeaseEntry {
  readonly at: number;
  readonly epoch: number;
  /** The identity; empty: nobody. */
  readonly holder: string;
  /** Of one run of a process. */
  readonly instance: string;
}

/** What the only lane's record said from a moment on. */
export interface CheckpointEntry {
  readonly at: number;
  readonly epoch: number;
  /** Milliseconds since 1970 UTC. */
  readonly frontier: number;
  /** Changes with each write, and says which run of a process it is of. */
  readonly write: string;
  /** Points that changed after they were delivered, by its books. */
  readonly revisedItems: number;
}

/** Everything that replicas wrote to where they share it, in order. */
export class SharedHistory {
  readonly leases: LeaseEntry[] = [];
  readonly checkpoints: CheckpointEntry[] = [];

  get lease(): LeaseEntry | undefined {
    return this.leases.at(-1);
  }

  get checkpoint(): CheckpointEntry | undefined {
    return this.checkpoints.at(-1);
  }

  /** A lease was seen; what is not new is left out. */
  sawLease(lease: Omit<LeaseEntry, "at">): void {
    const { epoch, holder, instance } = this.lease ?? {};
    if (lease.epoch === epoch && lease.holder === holder && lease.instance === instance) return;
    this.leases.push({ at: performance.now(), ...lease });
  }

  /** A record was seen; what is not new is left out. */
  sawCheckpoint(record: CheckpointRecord): void {
    const { epoch, frontier, write = "", books = [], earlier = {} } = record;
    if (this.checkpoint?.write === write) return;
    const amounts = [earlier, ...books.map((hour) => hour.amounts)];
    const revisedItems = amounts.reduce((sum, { revised_items: items = 0 }) => sum + items, 0);
    this.checkpoints.push({ at: performance.now(), epoch, frontier: frontier.time, write, revisedItems });
  }

  /** Which rules the writes broke, in words; none: none. */
  violations(): string[] {
    return [...this.#leaseViolations(), ...this.#checkpointViolations()];
  }

  #leaseViolations(): string[] {
    const found: string[] = [];
    const holders = new Map<number, string>();
    for (const [index, { epoch, holder, instance }] of this.leases.entries()) {
      const before = this.leases[index - 1]?.epoch ?? 0;
      if (epoch < before) found.push(`the lease's epoch went from ${before} back to ${epoch}`);
      if (holder === "") continue;
      const known = holders.get(epoch) ?? instance;
      if (known !== instance) found.push(`epoch ${epoch} was led by ${known} and by ${instance} (${holder})`);
      holders.set(epoch, known);
    }
    return found;
  }

  #checkpointViolations(): string[] {
    const found: string[] = [];
    const writers = new Map<number, string>();
    for (const [index, { epoch, frontier, write }] of this.checkpoints.entries()) {
      const before = this.checkpoints[index - 1];
      const writer = write.split("-")[0]!;
      const known = writers.get(epoch) ?? writer;
      writers.set(epoch, known);
      if (known !== writer) found.push(`writes of ${known} and of ${writer} were taken in epoch ${epoch}`);
      if (before === undefined) continue;
      if (epoch < before.epoch) found.push(`a write of epoch ${epoch} was taken after one of ${before.epoch}`);
      if (frontier < before.frontier) found.push(`the frontier went from ${before.frontier} back to ${frontier}`);
    }
    return found;
  }
}

/** A lane's record, as both stores write it, as far as it is looked at. */
export interface CheckpointRecord {
  readonly epoch: number;
  readonly frontier: { readonly time: number };
  readonly write?: string;
  readonly books?: readonly { readonly amounts: Readonly<Record<string, number>> }[];
  readonly earlier?: Readonly<Record<string, number>>;
}
