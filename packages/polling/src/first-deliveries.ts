import type { LaneKey } from "@genai-collector/component";

/** Which lanes of a loop have delivered since it is this process that polls: a loop that never began must be seen. */
export class FirstDeliveries {
  readonly #lanes: number;
  readonly #delivered = new Set<string>();
  /** By the clock that never steps. Undefined: another process polls. */
  #since: number | undefined;

  constructor(lanes: number) {
    this.#lanes = lanes;
  }

  /** It is this process that is to poll: from now on, or as before. */
  begin(monotonic: number): void {
    this.#since ??= monotonic;
  }

  /** Another one does. */
  end(): void {
    this.#since = undefined;
    this.#delivered.clear();
  }

  delivered({ pass, pipeline }: LaneKey): void {
    this.#delivered.add(JSON.stringify([pass, pipeline]));
  }

  /** How long it is this process that polls, in milliseconds. */
  waitedMs(monotonic: number): number {
    return monotonic - (this.#since ?? monotonic);
  }

  standing(monotonic: number): { readonly unstartedLanes: number; readonly unstartedMs: number } {
    const unstartedLanes = this.#since === undefined ? 0 : this.#lanes - this.#delivered.size;
    return { unstartedLanes, unstartedMs: unstartedLanes === 0 ? 0 : this.waitedMs(monotonic) };
  }
}
