import { duration, map, type ConfigOf } from "@genai-collector/config/schema";

/** What a user may set of lanes that nobody owns: spread into a `map`. */
export const orphansConfig = {
  orphans: map({
    remove_after: duration({
      default: "720h",
      min: "0s",
      doc: "Lanes of receivers that are not in the running configuration are removed when their frontier is older than this. 0 keeps them for ever.",
    }),
  }),
};

/** The decoded settings. */
export type OrphansConfig = ConfigOf<ReturnType<typeof map<typeof orphansConfig>>>["orphans"];
