import type { Place, ScalarNode } from "./config-node.ts";

/** A value that is not there. */
export function emptyScalar(place: Place): ScalarNode {
  return { kind: "scalar", value: null, text: "", isPlain: true, place };
}
