import { bytes, map, oneOf, text, type ConfigOf } from "@genai-collector/config/schema";

export const deadLetterConfig = map({
  directory: text({
    default: "./genai-collector-state/dead-letters",
    min: 1,
    doc: "Where the letters are: a folder for each worker. It is made where it is missing, for the owner alone. Relative to the folder that the collector is started in.",
  }),
  max_size: bytes({ default: "64MiB", min: "64KiB", doc: "Most bytes on disk, of all workers together." }),
  max_file_size: bytes({
    default: "8MiB",
    min: "16KiB",
    max: "256MiB",
    doc: "Size of a file; no letter is larger. At most half a worker's part of `max_size`. A replay has one letter in memory.",
  }),
  when_full: oneOf(["refuse_new", "drop_oldest"], {
    default: "refuse_new",
    doc: "What goes where there is no room: the new letter, or the oldest file. Both are counted.",
  }),
}).check(({ max_size, max_file_size }, problem) => {
  if (max_file_size > max_size / 2) problem("max_file_size", "must be at most half of max_size");
});

export type DeadLetterConfig = ConfigOf<typeof deadLetterConfig>;
