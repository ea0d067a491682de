/** Tells who writes the ledger down that something was counted, at the cost of a look at a field where it knows. */
export class LedgerPulse {
  /** While it is, nobody needs to be told. Nobody is who never calls `listen`. */
  isAwake = true;
  #onWake: () => void = () => undefined;

  /** `onWake`: called when something is counted for the first time after `sleep`. */
  listen(onWake: () => void): void {
    this.#onWake = onWake;
    this.isAwake = false;
  }

  /** Something was counted. */
  wake(): void {
    if (this.isAwake) return;
    this.isAwake = true;
    this.#onWake();
  }

  /** The next that is counted wakes it. */
  sleep(): void {
    this.isAwake = false;
  }
}
