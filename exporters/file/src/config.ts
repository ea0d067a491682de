import { count, duration, flag, map, oneOf, section, text, type ConfigOf } from "@genai-collector/config/schema";

const rotation = map({
  max_megabytes: count({ default: 100, min: 1, doc: "A file that would grow beyond this is put aside first." }),
  max_days: count({ default: 0, doc: "Files put aside are removed after so many days. 0: never for their age." }),
  max_backups: count({ default: 100, doc: "So many files put aside are kept; the oldest go. 0: all of them." }),
  localtime: flag({ default: false, doc: "Name files put aside by the local time instead of UTC." }),
});

const groupBy = map({
  resource_attribute: text({
    default: "fileexporter.path_segment",
    min: 1,
    doc: "The attribute of a resource whose text stands for the `*` of the path.",
  }),
  max_open_files: count({
    default: 100,
    min: 1,
    doc: "Files that stay open once they are on the disk: those that were used last.",
  }),
});

const compression = map(
  { level: count({ default: 3, min: 1, max: 22, doc: "zstd's level." }) },
  { doc: "How hard it is compressed." },
);

export const fileExporterConfig = map({
  path: text({ min: 1, doc: "The file. With `group_by` it holds one `*`, not in its first folder." }),
  format: oneOf(["json", "proto"], { default: "json", doc: "How requests are written." }),
  compression: oneOf(["none", "zstd"], { default: "none", doc: "How each request is compressed." }),
  compression_params: compression,
  append: flag({ default: false, doc: "Write behind what is there. Else a file is emptied when it is opened first." }),
  rotation: section(rotation, { doc: "Put full files aside and begin new ones." }),
  flush_interval: duration({
    default: "1s",
    doc: "What was written is brought to the disk after this time; who asked for delivery waits for it. 0s means 1s.",
  }),
  group_by: section(groupBy, { doc: "A file for each value of a resource attribute." }),
  create_directory: flag({ default: false, doc: "Make the folder where it is not there." }),
  directory_permissions: text({
    default: "",
    pattern: /^(0?[0-7]{3})?$/,
    expected: "permissions in octal, such as 0755",
    doc: "Of folders that are made. Empty: 0700.",
  }),
}).check((config, problem) => {
  if (config.append && config.rotation !== undefined) problem("append", "must not stand beside rotation");
  if (config.directory_permissions !== "" && !config.create_directory)
    problem("directory_permissions", "needs create_directory");
  const stars = config.path.split("*").length - 1;
  if (config.group_by === undefined) return;
  if (stars !== 1) problem("path", "must hold exactly one * with group_by");
  else if (!/[^/]\/.*\*/.test(config.path)) problem("path", "must hold its * below a folder");
});

export type FileExporterConfig = ConfigOf<typeof fileExporterConfig>;
export type RotationConfig = NonNullable<FileExporterConfig["rotation"]>;
