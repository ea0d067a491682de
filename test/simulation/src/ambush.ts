import type { Machine } from "./machine.ts";
import type { Phase } from "./phases.ts";

/** Something that is to strike a replica while it does a certain thing. */
interface Armed {
  readonly during: Phase;
  /** Which machine; undefined: whichever. */
  readonly machine: Machine | undefined;
  strike(machine: Machine): void;
}

/** Lies in wait for replicas: strikes in the moment in which one begins to do what was said. */
export class Ambush {
  readonly #armed = new Set<Armed>();

  /** Strikes at once where the machine is at it already. Gives its end. */
  arm(armed: Armed, machines: readonly Machine[]): () => void {
    const ready = machines.find((machine) => this.#fits(armed, machine, machine.phase));
    if (ready !== undefined) armed.strike(ready);
    else this.#armed.add(armed);
    return () => this.#armed.delete(armed);
  }

  /** A machine's process does something else from now on. */
  turned(machine: Machine, phase: Phase): void {
    for (const armed of this.#armed) {
      if (!this.#fits(armed, machine, phase)) continue;
      this.#armed.delete(armed);
      armed.strike(machine);
    }
  }

  /** Whether something still lies in wait. */
  has(armed: Armed): boolean {
    return this.#armed.has(armed);
  }

  #fits(armed: Armed, machine: Machine, phase: Phase | undefined): boolean {
    return phase === armed.during && !machine.isStopped && (armed.machine ?? machine) === machine;
  }
}
