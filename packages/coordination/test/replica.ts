import type { Term } from "@genai-collector/component";
import {
  decodeConfig,
  createSettings,
  Recorded,
  VirtualRuntime,
  type VirtualRuntimeOptions,
  type World,
} from "@genai-collector/testkit";
import { map } from "@genai-collector/config/schema";
import { electionConfig, electionInstruments, Elector } from "../src/election/index.ts";
import type { LeaseServer } from "./lease-server.ts";

/** What one `lead` saw, in the world's true time. */
export interface Led {
  readonly replica: string;
  readonly source: string;
  readonly epoch: number;
  readonly from: number;
  /** When its signal fired; undefined while it has not. */
  firedAt: number | undefined;
  /** When the lead ended. */
  endedAt: number | undefined;
}

export interface ReplicaOptions extends VirtualRuntimeOptions {
  readonly name: string;
  readonly config?: object;
  /** How long a lead goes on after its signal has fired. */
  readonly joinMs?: number;
}

/** One process that campaigns, and tells what came of it. */
export class Replica {
  readonly name: string;
  readonly runtime: VirtualRuntime;
  readonly recorded = new Recorded();
  readonly elector: Elector;
  readonly led: Led[] = [];
  /** Called within each lead: what it does while it leads. */
  work: (term: Term, led: Led) => void = () => undefined;
  readonly #world: World;
  readonly #joinMs: number;

  constructor(world: World, server: LeaseServer, options: ReplicaOptions) {
    this.name = options.name;
    this.#world = world;
    this.#joinMs = options.joinMs ?? 0;
    this.runtime = new VirtualRuntime(world, { host: options.name, ...options });
    const settings = createSettings<typeof electionInstruments>("elector", this.runtime, {
      recorded: this.recorded,
      instruments: electionInstruments,
    });
    const config = decodeConfig(
      map(electionConfig),
      { identity: options.name, ...options.config },
      "extensions::elector",
    );
    this.elector = new Elector({
      settings,
      config,
      cellOf: (source = "lease") => ({ name: source, cell: server.open(this.runtime, source) }),
    });
    this.elector.start();
  }

  /** Campaigns until `stop` is called; `done` is the campaign's own promise. */
  campaign(source = "portkey", floor = 0): { readonly stop: () => void; readonly done: Promise<void> } {
    const controller = new AbortController();
    const done = this.elector.campaign(source, floor, (term) => this.#lead(source, term), controller.signal);
    done.catch(() => undefined);
    return { stop: () => controller.abort(new Error("the collector stops")), done };
  }

  /** The last value of a gauge, or the sum of a counter. */
  metric(name: string): number {
    return this.recorded.values.get(`elector.${name}`)?.at(-1) ?? Number.NaN;
  }

  count(name: string): number {
    return this.recorded.count(`elector.${name}`);
  }

  /** What it leads now, as far as its signals say. */
  get leading(): readonly Led[] {
    return this.led.filter(({ firedAt }) => firedAt === undefined);
  }

  async #lead(source: string, term: Term): Promise<void> {
    const led: Led = {
      replica: this.name,
      source,
      epoch: term.epoch,
      from: this.#world.now,
      firedAt: undefined,
      endedAt: undefined,
    };
    this.led.push(led);
    const fired = new Promise<void>((resolve) => {
      const fire = (): void => {
        led.firedAt = this.#world.now;
        resolve();
      };
      term.signal.addEventListener("abort", fire, { once: true });
      if (term.signal.aborted) fire();
    });
    this.work(term, led);
    await fired;
    if (this.#joinMs > 0) await this.runtime.timers.sleep(this.#joinMs, new AbortController().signal);
    led.endedAt = this.#world.now;
  }
}
