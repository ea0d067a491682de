import { settingsOf, startCollector } from "./collector.ts";
import type { Child } from "./child.ts";
import type { Stage } from "./stage.ts";

/** One process of several that share a lease. */
export interface Replica {
  /** What it calls itself in the lease. */
  readonly identity: string;
  readonly child: Child;
}

/** Collectors on the same configuration, each with ports and an identity of its own. */
export class Replicas {
  readonly #stage: Stage;
  readonly #configs: readonly string[];
  readonly #env: NodeJS.ProcessEnv;
  /** Every one that was started. */
  readonly all: Replica[] = [];
  #count = 0;

  constructor(stage: Stage, configs: readonly string[], env: NodeJS.ProcessEnv) {
    this.#stage = stage;
    this.#configs = configs;
    this.#env = env;
  }

  /** Those that have not ended. */
  get living(): readonly Replica[] {
    return this.all.filter(({ child }) => !child.hasEnded);
  }

  /** Starts one more, and resolves when it is ready. */
  async start(env: NodeJS.ProcessEnv = {}): Promise<Replica> {
    const identity = `replica-${++this.#count}`;
    const own = await settingsOf(this.#stage, {});
    const { child, ready } = startCollector(this.#stage, this.#configs, {
      ...own,
      POD_NAME: identity,
      ...this.#env,
      ...env,
    });
    const replica = { identity, child };
    this.all.push(replica);
    await ready();
    return replica;
  }

  /** The one of this identity, if it lives. */
  named(identity: string): Replica | undefined {
    return this.living.find((replica) => replica.identity === identity);
  }
}
