import type { HttpRequest } from "@genai-collector/component";
import { isMatch, type RouteMatch } from "./route-match.ts";
import type { SeededRandom } from "./seeded-random.ts";

/** A trouble on the way. */
export interface NetworkFault {
  /** Every request when absent. */
  readonly match?: RouteMatch;
  /**
   * `refused`: nobody listens. `timeout`: nobody answers the dial. `reset`: the connection breaks before the request
   * arrived. `lost`: it breaks after the request was taken. `cut`: it breaks in the middle of the answer's body.
   * `twice`: a copy of the request arrives `lateMs` later, too. `late`: it is on its way for `lateMs`, and arrives also
   * when its client has given up.
   */
  readonly kind: "refused" | "timeout" | "reset" | "lost" | "cut" | "twice" | "late";
  /** Default 15 s. */
  readonly lateMs?: number;
  /** 1 when absent. */
  readonly probability?: number;
  /** How often, at most. Always when absent. */
  readonly times?: number;
}

/** The troubles that there are, each for the requests that it concerns. */
export class NetworkFaults {
  readonly #random: SeededRandom;
  readonly #active = new Set<NetworkFault & { left: number }>();

  constructor(random: SeededRandom) {
    this.#random = random;
  }

  /** Returns the repair. */
  add(fault: NetworkFault): () => void {
    const active = { ...fault, left: fault.times ?? Infinity };
    this.#active.add(active);
    return () => this.#active.delete(active);
  }

  /** The one that strikes this request, if any does: the first that was added. */
  draw(url: URL, request: HttpRequest): NetworkFault | undefined {
    for (const fault of this.#active) {
      if (fault.left <= 0 || (fault.match !== undefined && !isMatch(fault.match, url, request))) continue;
      if (!this.#random.chance(fault.probability ?? 1)) continue;
      fault.left--;
      return fault;
    }
    return undefined;
  }
}
