import type { SimulatedRequest, Traffic } from "./traffic.ts";

const minuteMs = 60_000;

/** Which requests are meant. */
export interface RequestFilter {
  /** Those that the platform knew of by then; absent: all that there ever are. */
  readonly seenAt?: number | undefined;
  /** Those of some API keys; absent: of all. */
  readonly apiKeyIds?: readonly string[] | undefined;
  /** Those of one workspace, by its slug; absent: of all that the key reads. */
  readonly workspace?: string | undefined;
}

/** The requests that the platform's key reads. */
export class VisibleRequests {
  readonly #traffic: Traffic;
  readonly #workspaces: readonly string[] | undefined;

  /** `workspaces`: slugs of those that the key reads; undefined: all. */
  constructor(traffic: Traffic, workspaces: readonly string[] | undefined) {
    this.#traffic = traffic;
    this.#workspaces = workspaces;
  }

  /** Requests of the minute that begins at `start`, by time. */
  minute(start: number, filter: RequestFilter): readonly SimulatedRequest[] {
    return this.#traffic.minute(start).filter((request) => this.#has(request, filter));
  }

  /** Requests of [from, to), by time. */
  *between(from: number, to: number, filter: RequestFilter): Generator<SimulatedRequest> {
    for (let start = Math.floor(from / minuteMs) * minuteMs; start < to; start += minuteMs) {
      for (const request of this.minute(start, filter)) {
        if (request.time >= from && request.time < to) yield request;
      }
    }
  }

  #has(request: SimulatedRequest, { seenAt, apiKeyIds, workspace }: RequestFilter): boolean {
    if (seenAt !== undefined && request.visibleAt > seenAt) return false;
    if (this.#workspaces !== undefined && !this.#workspaces.includes(request.workspace)) return false;
    if (workspace !== undefined && request.workspace !== workspace) return false;
    return apiKeyIds === undefined || apiKeyIds.includes(request.apiKeyId);
  }
}
