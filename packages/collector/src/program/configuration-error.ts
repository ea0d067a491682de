import { formatProblems, problemAtPath, type Configuration, type Problem } from "@genai-collector/confmap";
import type { Finding } from "@genai-collector/service";

/** A configuration that cannot run. The message has every problem, at its place. */
export class ConfigurationError extends Error {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
    super(`invalid configuration: ${count}\n\n${formatProblems(problems)}`);
    this.name = "ConfigurationError";
    this.problems = problems;
  }
}

/** What the graph's rules found, as problems of the configuration's files. */
export function findingsAsProblems(
  { tree }: Pick<Configuration, "tree">,
  findings: readonly Finding[],
): readonly Problem[] {
  return findings.map(({ path, message }) => problemAtPath(tree, path, { message, found: "" }));
}
