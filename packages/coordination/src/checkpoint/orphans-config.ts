import { duration, map, section, type ConfigOf } from "@genai-collector/config/schema";

const orphans = map({
  remove_after: duration({
    default: "720h",
    min: "1h",
    doc: "They are removed when their frontier is older than this and has stood still for six hours.",
  }),
});

/** What a user may set of lanes that nobody owns: spread into a `map`. */
export const orphansConfig = {
  orphans: section(orphans, {
    initially: "some",
    doc: "Lanes of receivers that are not in the running configuration. `enabled: false` keeps them for ever.",
  }),
};

/** The decoded settings; undefined: nothing is removed. */
export type OrphansConfig = ConfigOf<typeof orphans> | undefined;
