import type { Problem, Warning } from "./problem.ts";

/**
 * Problems as text, one block each, sorted by place:
 *
 *     config.yaml:14:22: processors::batch/2::send_batch_size
 *       must be a whole number of at least 0; found -1
 *       did you mean `1`?
 */
export function formatProblems(problems: readonly Problem[]): string {
  return problems.toSorted(byPlace).map(formatProblem).join("\n");
}

function formatProblem({ message, found, suggestion, ...place }: Problem): string {
  const isSaid =
    found === "" || (isQuoted(found) && (message.includes(found) || place.path.endsWith(`::${found.slice(1, -1)}`)));
  const what = isSaid ? message : `${message}; found ${found}`;
  const lines = [head(place), `  ${what}`];
  if (suggestion !== undefined) lines.push(`  did you mean \`${suggestion}\`?`);
  return lines.join("\n");
}

function isQuoted(found: string): boolean {
  return found.length > 2 && found.startsWith('"') && found.endsWith('"');
}

/** One line: `config.yaml:3:5: exporters::otlphttp: "otlphttp" alias is deprecated; …`. */
export function formatWarning({ message, ...place }: Warning): string {
  return `${head(place)}: ${message}`;
}

function head({ path, file, line, column }: Pick<Problem, "path" | "file" | "line" | "column">): string {
  const at = line === 0 ? file : `${file}:${line}:${column}`;
  return path === "" ? at : `${at}: ${path}`;
}

function byPlace(a: Problem, b: Problem): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.line - b.line || a.column - b.column || (a.path < b.path ? -1 : a.path > b.path ? 1 : 0);
}
