import { count, map, oneOf, type ConfigOf } from "@genai-collector/config/schema";

export const debugConfig = map({
  verbosity: oneOf(["basic", "normal", "detailed"], {
    default: "basic",
    doc: "`basic`: a line a batch. `normal`: a line an item too, with attributes. `detailed`: every field.",
  }),
  sampling_initial: count({
    default: 2,
    doc: "Batches of a signal that are written in each second, before sampling begins.",
  }),
  sampling_thereafter: count({ default: 1, doc: "After those, every so many-th is written. 1: all of them. 0: none." }),
});

export type DebugConfig = ConfigOf<typeof debugConfig>;
