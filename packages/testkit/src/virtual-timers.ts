import { timersOver, type Timers } from "@genai-collector/component";
import type { VirtualHandles } from "./virtual-handles.ts";
import type { VirtualSeam } from "./virtual-seam.ts";
import type { World } from "./world.ts";

/** Timers of one process in the world's time. They die with the process. */
export class VirtualTimers implements Timers {
  readonly #world: World;
  readonly #handles: VirtualHandles;
  readonly #seam: VirtualSeam;
  readonly sleep: Timers["sleep"];
  readonly deadline: Timers["deadline"];

  constructor(world: World, seam: VirtualSeam, handles: VirtualHandles) {
    this.#world = world;
    this.#handles = handles;
    this.#seam = seam;
    ({ sleep: this.sleep, deadline: this.deadline } = timersOver((ms, run) => this.after(ms, run)));
  }

  after(ms: number, run: () => void): () => void {
    if (this.#seam.isDead) return () => undefined;
    const cancel = this.#world.after(ms, () => {
      forget();
      this.#seam.fire(run);
    });
    const forget = this.#handles.add(`timer of ${ms} ms`, cancel);
    return () => {
      forget();
      cancel();
    };
  }

  async pause(): Promise<void> {
    await this.#world.turn();
    if (this.#seam.isDead) await new Promise(() => undefined);
  }
}
