import type { Outputs, Payload, Signal } from "@genai-collector/component";

/** What became of one letter on its way, as far as the exporter saw it. */
export interface SeenLetter {
  /** Items that came to the exporter. */
  reachedItems: number;
  /** What the sink refused for good. */
  readonly refused: Payload[];
}

/** What joins the components that are put into a service for a replay: there is one letter on its way at a time. */
export class ReplayDesk {
  /** Where letters go in: there when the service has been created. */
  outputs: Outputs | undefined;
  #seen: SeenLetter = { reachedItems: 0, refused: [] };

  /** A letter goes on its way: what is seen from now on is about it. */
  begin(): SeenLetter {
    this.#seen = { reachedItems: 0, refused: [] };
    return this.#seen;
  }

  reached(items: number): void {
    this.#seen.reachedItems += items;
  }

  refused(payload: Payload): void {
    this.#seen.refused.push(payload);
  }

  /** The head of a pipeline. */
  head<S extends Signal>(signal: S, pipeline: string) {
    const found = this.outputs?.pipelines(signal).find((each) => each.pipeline === pipeline);
    if (found === undefined) throw new Error(`nothing leads into pipeline ${pipeline}`);
    return found;
  }
}
