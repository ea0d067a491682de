import type { RequestDetails } from "./request-details.ts";
import type { SimulatedRequest } from "./traffic.ts";

/** By what a group's rows differ, and what its rows and its envelope have. */
export interface GroupDimension {
  /** The field of a row that names its value. */
  readonly field: string;
  /** The value of a request; undefined: the request is in no row. */
  readonly of: (request: SimulatedRequest) => string | undefined;
  readonly hasCost: boolean;
  readonly hasFlag: boolean;
  /** Rows of metadata have statistics that no other rows have. */
  readonly hasExtras: boolean;
}

const metadataPath = /^metadata\/([^/]+)$/;

/** The dimension that the rest of a path names, for example `ai-models` or `metadata/use_case`. Undefined: there is none. */
export function groupDimension(name: string, details: RequestDetails): GroupDimension | undefined {
  const key = metadataKey(name);
  if (key !== undefined) {
    const of = (request: SimulatedRequest): string => details.metadata(request)[key] ?? "";
    return { field: "metadata_value", of, hasCost: true, hasFlag: true, hasExtras: true };
  }
  const plain = { hasCost: true, hasFlag: true, hasExtras: false };
  switch (name) {
    case "ai-models":
      return { ...plain, field: "ai_model", of: ({ model }) => model, hasFlag: false };
    case "users":
      return { ...plain, field: "user", of: ({ user }) => user };
    case "workspace":
      return { ...plain, field: "workspace", of: ({ workspace }) => workspace, hasCost: false };
    case "prompt":
      return { ...plain, field: "prompt", of: (request) => details.prompt(request)?.slug, hasCost: false };
    default:
      return undefined;
  }
}

/** The key of a `metadata/…` path, in one percent-encoded segment. Undefined for another path, and for bad encoding. */
function metadataKey(name: string): string | undefined {
  const segment = metadataPath.exec(name)?.[1];
  if (segment === undefined) return undefined;
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined; // not percent-encoded text: no such path
  }
}

/** Requests by value. A value that none has but "" stands for an attribute that nobody uses: then there are no rows. */
export function groupedBy(
  dimension: GroupDimension,
  requests: Iterable<SimulatedRequest>,
): ReadonlyMap<string, readonly SimulatedRequest[]> {
  const groups = new Map<string, SimulatedRequest[]>();
  for (const request of requests) {
    const value = dimension.of(request);
    if (value === undefined) continue;
    const members = groups.get(value);
    if (members === undefined) groups.set(value, [request]);
    else members.push(request);
  }
  return dimension.hasExtras && groups.size === 1 && groups.has("") ? new Map() : groups;
}
