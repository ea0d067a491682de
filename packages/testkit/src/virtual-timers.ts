import { timersOver, type Timers } from "@genai-collector/component";
import type { VirtualHandles } from "./virtual-handles.ts";
import type { VirtualSeam } from "./virtual-seam.ts";
import type { World } from "./world.ts";

/** Timers of one process in the world's time. They die with the process. */
export class VirtualTimers implements Timers {
  readonly #world: World;
  readonly #handles: VirtualHandles;
  readonly #seam: VirtualSeam;
  readonly #rate: () => number;
  readonly sleep: Timers["sleep"];
  readonly deadline: Timers["deadline"];

  /** `rate`: how many milliseconds its clock counts in one of the world's. */
  constructor(world: World, seam: VirtualSeam, handles: VirtualHandles, rate: () => number) {
    this.#world = world;
    this.#handles = handles;
    this.#rate = rate;
    this.#seam = seam;
    ({ sleep: this.sleep, deadline: this.deadline } = timersOver((ms, run) => this.after(ms, run)));
  }

  after(ms: number, run: () => void): () => void {
    if (this.#seam.isDead) return () => undefined;
    let isOver = false;
    const fire = (): void => {
      if (isOver || this.#seam.isDead) return;
      forget();
      this.#seam.fire(run);
    };
    const cancel = this.#world.after(ms / this.#rate(), () => this.#seam.whenAwake(fire));
    const forget = this.#handles.add(`timer of ${ms} ms`, cancel);
    return () => {
      isOver = true;
      forget();
      cancel();
    };
  }

  async pause(): Promise<void> {
    await this.#world.turn();
    await this.#seam.awake();
    if (this.#seam.isDead) await new Promise(() => undefined);
  }
}
