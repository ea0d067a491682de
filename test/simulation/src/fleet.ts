import type { World } from "@genai-collector/testkit";
import type { CoordinationServers } from "./coordination-servers.ts";
import type { Machine } from "./machine.ts";

/** All machines that run the collector, and how they share. */
export class Fleet {
  readonly machines: readonly Machine[];
  readonly servers: CoordinationServers;
  readonly #world: World;

  constructor(world: World, servers: CoordinationServers, machines: readonly Machine[]) {
    this.#world = world;
    this.servers = servers;
    this.machines = machines;
  }

  /** The machine with this name; undefined: it is none of ours. */
  on(host: string): Machine | undefined {
    return this.machines.find((machine) => machine.host === host);
  }

  /** One of them, whatever the number. */
  one(index: number): Machine {
    return this.machines[index % this.machines.length]!;
  }

  /** The machine that leads a source, or any; undefined: none does. */
  leader(source?: string): Machine | undefined {
    return this.machines.find(({ isRunning, process }) => {
      const terms = process?.phases.terms;
      return isRunning && terms !== undefined && (source === undefined ? terms.size > 0 : terms.has(source));
    });
  }

  /** When the youngest process began, by the true time; Infinity where a machine has none. */
  get startedAt(): number {
    return Math.max(...this.machines.map(({ startedAt }) => startedAt));
  }

  /** Names of the calls that processes have made of the world. */
  get calls(): readonly string[] {
    return [...new Set(this.machines.flatMap(({ calls }) => [...calls]))];
  }

  get isRunning(): boolean {
    return this.machines.every(({ isRunning }) => isRunning);
  }

  start(): void {
    for (const machine of this.machines) machine.start();
  }

  /** SIGTERM to one after the other. */
  async stop(limitMs: number): Promise<void> {
    for (const machine of this.machines) await this.#world.until(machine.stop(), limitMs);
  }
}
