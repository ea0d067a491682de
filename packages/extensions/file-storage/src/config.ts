import { bytes, count, duration, flag, map, optional, text, type ConfigOf } from "@genai-collector/config/schema";

const ignored = "Ignored.";

export const fileStorageConfig = map({
  directory: text({
    default: "/var/lib/otelcol/file_storage",
    min: 1,
    doc: "Where the files are. It must exist, unless `create_directory` is on.",
  }),
  create_directory: flag({ default: false, doc: "Make `directory` where it is missing." }),
  directory_permissions: text({
    default: "0750",
    pattern: "^0?[0-7]{3}$",
    expected: 'an octal mode such as "0750"',
    doc: "Mode of `directory` where it is made. What is in it is for the owner alone.",
  }),
  timeout: duration({ default: "1s", doc: "How long to wait for the lock of a log that another process has open." }),
  fsync: flag({
    default: true,
    doc: "A record is kept once it is on disk. `false`, as in otelcol: once the operating system has it, which outlives the process but not the machine.",
  }),
  max_size: bytes({
    default: 0,
    doc: "Most bytes of one log, of all workers together. Then new records are refused. 0: no limit.",
  }),
  segment_size: bytes({
    default: "32MiB",
    min: "64KiB",
    max: "1GiB",
    doc: "Size of a file. Space is freed file by file. With `max_size`, at most an eighth of it.",
  }),
  recreate: flag({
    default: false,
    doc: ignored,
    deprecated: "it has no effect: damaged files never stop a start, and what is whole in them is kept",
  }),
  compaction: map(
    {
      on_start: flag({ default: false, doc: ignored }),
      on_rebound: flag({ default: false, doc: ignored }),
      directory: optional(text({ doc: ignored })),
      max_transaction_size: count({ default: 65_536, doc: ignored }),
      cleanup_on_start: flag({ default: false, doc: ignored }),
      rebound_needed_threshold_mib: count({ default: 100, doc: ignored }),
      rebound_trigger_threshold_mib: count({ default: 10, doc: ignored }),
      check_interval: duration({ default: "5s", doc: ignored }),
    },
    {
      doc: "Ignored.",
      deprecated: "it has no effect: space is freed all the time, without a pause and without a second copy",
    },
  ),
}).check(({ max_size }, problem) => {
  if (max_size > 0 && max_size < smallestMaxSize) problem("max_size", "must be 0 or at least 1MiB");
});

const smallestMaxSize = 1024 * 1024;

export type FileStorageConfig = ConfigOf<typeof fileStorageConfig>;
