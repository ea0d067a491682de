import type { LoadOptions } from "./load-options.ts";
import { merge } from "./merge.ts";
import { problemAt, type Problem, type Warning } from "./problem.ts";
import { envProvider } from "./providers/env.ts";
import { fileProvider } from "./providers/file.ts";
import { yamlProvider } from "./providers/yaml.ts";
import { readLocation } from "./read-location.ts";
import { redactProblems, redactWarnings } from "./redact-secrets.ts";
import { parseSetOption } from "./set-option.ts";
import { TreeExpander } from "./expand/expand-tree.ts";
import type { MapNode, Place } from "./tree/config-node.ts";

/** A merged and expanded configuration, or everything that kept it from being read. */
export type Loaded =
  | { readonly tree: MapNode; readonly warnings: readonly Warning[] }
  | {
      readonly problems: readonly Problem[];
      readonly warnings: readonly Warning[];
      /**
       * Where only values inside of components are missing: the tree without them, so that what else is wrong can be
       * told, too.
       */
      readonly partial?: MapNode;
    };

/**
 * Reads the locations in order (a path, `file:path`, `env:NAME`, `yaml:text`), lays each over those before, and
 * replaces references. Needs one location or `set` option.
 */
export async function load(locations: readonly string[], options: LoadOptions): Promise<Loaded> {
  const { set = [] } = options;
  if (locations.length === 0 && set.length === 0) return { problems: [nothingGiven], warnings: [] };
  const read = [];
  for (const location of locations) read.push(await readLocation(location, options));
  read.push(...set.map(parseSetOption));
  const problems = read.flatMap((each) => ("problems" in each ? each.problems : []));
  if (problems.length > 0) return { problems, warnings: [] };
  const merged = read.flatMap((each) => ("tree" in each ? [each.tree] : [])).reduce(merge);
  const expander = new TreeExpander([envProvider(options.env), fileProvider(options.readFile), yamlProvider]);
  const tree = await expander.expand(merged);
  const { expansion } = expander;
  const warnings = redactWarnings(expansion.warnings, expansion.secrets);
  if (expansion.problems.length === 0) return { tree, warnings };
  const unread = redactProblems(expansion.problems, expansion.secrets);
  return { problems: unread, warnings, ...(unread.every(isInComponent) ? { partial: tree } : {}) };
}

/** A whole section, or a part of the service, that is missing would show up as many other problems. */
function isInComponent({ path }: Problem): boolean {
  return /^(?:receivers|processors|exporters|connectors|extensions)::.+::/.test(path);
}

const commandLine: Place = { file: "command line", line: 0, column: 0 };
const nothingGiven = problemAt([], commandLine, {
  message: "at least one config flag must be provided",
  expected: "--config <file>",
});
