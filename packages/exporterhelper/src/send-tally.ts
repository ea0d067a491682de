import { isCollectorError, type Payload } from "@genai-collector/component";

/** What became of one request, part by part: kept by the layer that takes requests apart. */
export class SendTally {
  #takenItems = 0;
  #left: Payload[] = [];

  /** Items that the sink took. */
  get takenItems(): number {
    return this.#takenItems;
  }

  /** What was neither taken nor refused for good, in order: all that a repetition may send. */
  get left(): readonly Payload[] {
    return this.#left;
  }

  taken(payload: Payload): void {
    this.#takenItems += payload.items;
  }

  /** A part that is not taken further apart ended like this. Of a gap, what is not named as rejected was taken. */
  failed(payload: Payload, error: unknown): void {
    if (!isCollectorError(error) || error.kind !== "gap") {
      this.#left.push(payload);
      return;
    }
    const named = error.rejected.reduce((sum, { items }) => sum + items, 0);
    if (named > 0) this.#takenItems += Math.max(0, payload.items - named);
  }

  notSent(payload: Payload): void {
    this.#left.push(payload);
  }

  /** Parts that seemed to be left turned out to be refused for good. */
  givenUp(payloads: readonly Payload[]): void {
    this.#left = this.#left.filter((payload) => !payloads.includes(payload));
  }
}
