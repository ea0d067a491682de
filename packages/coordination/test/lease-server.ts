import type { VirtualRuntime, World } from "@genai-collector/testkit";
import { leaseOf, type Lease, type LeaseCell, type StoredLease } from "../src/election/index.ts";

/** What may happen to a call: without an effect (`hang`), or with one (`lost`, `silent`), or with a late one. */
export type Trouble = "unavailable" | "hang" | "lost" | "silent" | { readonly lateMs: number } | undefined;

export interface LeaseCall {
  readonly kind: "read" | "write";
  readonly name: string;
  /** The machine that it came from. */
  readonly from: string;
}

/** Leases in the memory of a server of a world: they outlive who writes them. */
export class LeaseServer {
  readonly host = "leases";
  /** Decides on each call that arrives. */
  trouble: (call: LeaseCall) => Trouble = () => undefined;
  readonly calls: (LeaseCall & { readonly at: number })[] = [];
  readonly #world: World;
  readonly #leases = new Map<string, StoredLease>();
  #version = 0;

  constructor(world: World) {
    this.#world = world;
  }

  /** The cell of one lease, as one process reaches it. */
  open(runtime: VirtualRuntime, name = "lease"): LeaseCell {
    const call = <T>(kind: LeaseCall["kind"], signal: AbortSignal, effect: () => T): Promise<T> =>
      runtime.call(`lease.${kind}`, () =>
        this.#world.network.carry(runtime.host, this.host, signal, () =>
          this.#serve({ kind, name, from: runtime.host }, effect),
        ),
      );
    return {
      read: (signal) => call("read", signal, () => this.#leases.get(name)),
      write: (lease, version, signal) =>
        call("write", signal, () => {
          if (this.#leases.get(name)?.version !== version) return "conflict";
          return { version: this.put(lease, name).version };
        }),
    };
  }

  get(name = "lease"): Lease | undefined {
    return this.#leases.get(name)?.lease;
  }

  /** Somebody else writes it, whatever was there. */
  put(lease: Parameters<typeof leaseOf>[0], name = "lease"): StoredLease {
    const stored = { lease: leaseOf(lease), version: String(++this.#version) };
    this.#leases.set(name, stored);
    return stored;
  }

  delete(name = "lease"): void {
    this.#leases.delete(name);
  }

  async #serve<T>(call: LeaseCall, effect: () => T): Promise<T> {
    this.calls.push({ ...call, at: this.#world.now });
    const trouble = this.trouble(call);
    if (trouble === undefined) return effect();
    if (typeof trouble === "object") {
      await this.#world.wait(trouble.lateMs);
      return effect();
    }
    if (trouble === "lost" || trouble === "silent") effect();
    if (trouble === "hang" || trouble === "silent") return new Promise<T>(() => undefined);
    throw new Error(`the server is ${trouble}`);
  }
}
