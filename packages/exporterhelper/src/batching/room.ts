/** Who waits for room. */
interface Waiter {
  readonly size: number;
  readonly enter: () => void;
}

/**
 * So much may be in at once. Who finds no room may wait for it: first come, first served. What is larger than all the
 * room there is gets in alone.
 */
export class Room {
  readonly limit: number;
  #used = 0;
  readonly #waiters = new Set<Waiter>();

  constructor(limit: number) {
    this.limit = limit;
  }

  get used(): number {
    return this.#used;
  }

  get hasWaiters(): boolean {
    return this.#waiters.size > 0;
  }

  /** False where there is no room, or others wait for it. */
  tryEnter(size: number): boolean {
    if (this.#waiters.size > 0 || !this.#fits(size)) return false;
    this.#used += size;
    return true;
  }

  /** Resolves once inside. Rejects with the signal's reason, and is then not inside. */
  enter(size: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        this.#waiters.delete(waiter);
        reject(signal.reason as Error);
        this.#admit(); // the others may be smaller
      };
      const enter = (): void => {
        signal.removeEventListener("abort", leave);
        resolve();
      };
      const waiter = { size, enter };
      if (signal.aborted) {
        reject(signal.reason as Error);
        return;
      }
      signal.addEventListener("abort", leave, { once: true });
      this.#waiters.add(waiter);
      this.#admit();
    });
  }

  /** Gets in whether there is room or not. */
  force(size: number): void {
    this.#used += size;
  }

  leave(size: number): void {
    this.#used -= size;
    if (this.#waiters.size > 0) this.#admit();
  }

  #admit(): void {
    for (const waiter of this.#waiters) {
      if (!this.#fits(waiter.size)) return;
      this.#waiters.delete(waiter);
      this.#used += waiter.size;
      waiter.enter();
    }
  }

  #fits(size: number): boolean {
    return this.#used + size <= this.limit || this.#used === 0;
  }
}
