import { groupedBy, type GroupDimension } from "./group-dimension.ts";
import type { RequestDetails } from "./request-details.ts";
import { costCentsOf } from "./statistics.ts";
import type { SimulatedRequest } from "./traffic.ts";

/** What one value of a dimension adds up to over a window. */
export interface TrueGroup {
  readonly value: string;
  readonly requests: number;
  /** Absent where the platform does not tell a cost. */
  readonly costUsd?: number;
  /** Of the requests that are in it, by time. */
  readonly ids: readonly string[];
}

/** Every value of a dimension, from the requests of a window, by value. */
export function truthOfGroups(
  dimension: GroupDimension,
  requests: Iterable<SimulatedRequest>,
  details: RequestDetails,
): TrueGroup[] {
  return [...groupedBy(dimension, requests)]
    .map(([value, members]) => ({
      value,
      requests: members.length,
      ...(dimension.hasCost ? { costUsd: costCentsOf(members) / 100 } : {}),
      ids: members.map((request) => details.id(request)),
    }))
    .toSorted((one, other) => (one.value < other.value ? -1 : 1));
}
