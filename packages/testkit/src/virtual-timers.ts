import type { Timers } from "@genai-collector/component";
import type { VirtualHandles } from "./virtual-handles.ts";
import type { World } from "./world.ts";

type Deadline = ReturnType<Timers["deadline"]>;

/** Timers of one process in the world's time. They die with the process. */
export class VirtualTimers implements Timers {
  readonly #world: World;
  readonly #handles: VirtualHandles;
  readonly #isDead: () => boolean;

  constructor(world: World, handles: VirtualHandles, isDead: () => boolean) {
    this.#world = world;
    this.#handles = handles;
    this.#isDead = isDead;
  }

  after(ms: number, run: () => void): () => void {
    if (this.#isDead()) return () => undefined;
    const cancel = this.#world.after(ms, () => {
      forget();
      run();
    });
    const forget = this.#handles.add(`timer of ${ms} ms`, cancel);
    return () => {
      forget();
      cancel();
    };
  }

  sleep(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) {
        reject(signal.reason as Error);
        return;
      }
      const stop = (): void => {
        cancel();
        reject(signal.reason as Error);
      };
      const cancel = this.after(ms, () => {
        signal.removeEventListener("abort", stop);
        resolve();
      });
      signal.addEventListener("abort", stop, { once: true });
    });
  }

  deadline(ms: number, ...signals: readonly AbortSignal[]): Deadline {
    const controller = new AbortController();
    const follow = (event: Event): void => end((event.target as AbortSignal).reason);
    const stopTimer = ms === Infinity ? undefined : this.after(ms, () => end(timeout(ms)));
    const cancel = (): void => {
      stopTimer?.();
      for (const signal of signals) signal.removeEventListener("abort", follow);
    };
    const end = (reason: unknown): void => {
      cancel();
      controller.abort(reason);
    };
    const aborted = signals.find((signal) => signal.aborted);
    if (aborted !== undefined) end(aborted.reason);
    else for (const signal of signals) signal.addEventListener("abort", follow, { once: true });
    return { signal: controller.signal, cancel };
  }

  async pause(): Promise<void> {
    await this.#world.turn();
    if (this.#isDead()) await new Promise(() => undefined);
  }
}

/** What `AbortSignal.timeout` gives as its reason. */
function timeout(ms: number): DOMException {
  return new DOMException(`the deadline of ${ms} ms has passed`, "TimeoutError");
}
