import { count, flag, map, oneOf, type ConfigOf } from "@genai-collector/config/schema";

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
  use_internal_logger: flag({
    default: true,
    doc: "What is written goes to the collector's log. There is no other way.",
  }),
}).check(({ use_internal_logger }, problem) => {
  if (!use_internal_logger)
    problem("use_internal_logger", "must be true: there is no writing beside the collector's log");
});

export type DebugConfig = ConfigOf<typeof debugConfig>;
