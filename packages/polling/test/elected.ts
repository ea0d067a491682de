import type { CheckpointStore, LeaderElector } from "@genai-collector/component";
import { map } from "@genai-collector/config/schema";
import {
  electionConfig,
  electionInstruments,
  Elector,
  type LeaseCell,
  type StoredLease,
} from "@genai-collector/coordination/election";
import { createSettings, decodeConfig, type Recorded, type VirtualRuntime, type World } from "@genai-collector/testkit";
import { Scene, type Running, type StartOptions } from "./scene.ts";

/** Something that a replica began. */
export interface Begun {
  readonly replica: string;
  readonly what: "request" | "save";
  readonly at: number;
}

/** Replicas of one receiver that elect a leader over a lease in the memory of a server. */
export class ElectedScene extends Scene {
  readonly begun: Begun[] = [];
  #lease: StoredLease | undefined;
  #version = 0;

  get lease(): StoredLease["lease"] | undefined {
    return this.#lease?.lease;
  }

  deleteLease(): void {
    this.#lease = undefined;
  }

  /** A replica that campaigns; requests to vendor and sinks, and saves, are noted. */
  async replica(name: string, options: StartOptions = {}): Promise<Running> {
    const running = await this.start({
      host: name,
      config: { leader_elector: "elector" },
      electorOf: (runtime, recorded) => this.#electorOf(name, runtime, recorded),
      store: (runtime) => this.#noted(name, this.checkpoints.open(runtime)),
      ...options,
    });
    running.runtime.intercept = ({ name: call }) => {
      if (call === "http.request") this.begun.push({ replica: name, what: "request", at: this.world.now });
      return undefined;
    };
    return running;
  }

  #electorOf(name: string, runtime: VirtualRuntime, recorded: Recorded): LeaderElector {
    const settings = createSettings<typeof electionInstruments>("elector", runtime, {
      recorded,
      instruments: electionInstruments,
    });
    const config = decodeConfig(map(electionConfig), { identity: name }, "extensions::elector");
    return new Elector({
      settings,
      config,
      cellOf: () => ({ name: "lease", cell: this.#cellOf(runtime, this.world) }),
    });
  }

  #cellOf(runtime: VirtualRuntime, world: World): LeaseCell {
    const call = <T>(name: string, signal: AbortSignal, effect: () => T): Promise<T> =>
      runtime.call(`lease.${name}`, () => world.network.carry(runtime.host, "leases", signal, effect));
    return {
      read: (signal) => call("read", signal, () => this.#lease),
      write: (lease, version, signal) =>
        call("write", signal, () => {
          if (this.#lease?.version !== version) return "conflict";
          this.#lease = { lease, version: String(++this.#version) };
          return { version: this.#lease.version };
        }),
    };
  }

  #noted(replica: string, store: CheckpointStore): CheckpointStore {
    return {
      ...store,
      advance: (...given) => {
        this.begun.push({ replica, what: "save", at: this.world.now });
        return store.advance(...given);
      },
    };
  }
}
