import type { ConfigProblem, ConfigWarning } from "@genai-collector/config/schema/validate";
import { problemAt, type Problem, type ProblemWords, type Warning } from "../problem.ts";
import { redactProblems, secretsOf } from "../redact-secrets.ts";
import type { ConfigNode, Place } from "../tree/config-node.ts";
import { locate } from "../tree/locate.ts";

/** What is found while a configuration is decoded. One problem a path and place: the first to be found. */
export class Findings {
  readonly problems: Problem[] = [];
  readonly warnings: Warning[] = [];
  readonly #told = new Set<string>();

  problem(path: readonly string[], place: Place, words: ProblemWords): void {
    this.add(problemAt(path, place, words));
  }

  add(problem: Problem): void {
    const key = JSON.stringify([problem.path, problem.file, problem.line, problem.column]);
    if (this.#told.has(key)) return;
    this.#told.add(key);
    this.problems.push(problem);
  }

  warn(path: readonly string[], place: Place, message: string): void {
    this.warnings.push({ path: path.join("::"), ...place, message });
  }

  /** Takes over what validation says of `node`, which stands at `path` and whose key stands at `keyPlace`. */
  validated(
    { problems = [], warnings }: { problems?: readonly ConfigProblem[]; warnings: readonly ConfigWarning[] },
    path: readonly string[],
    node: ConfigNode,
    keyPlace: Place,
  ): void {
    const located = problems.map((problem) => locatedProblem(problem, path, node, keyPlace));
    for (const problem of redactProblems(located, secretsOf(node))) this.add(problem);
    for (const warning of warnings) {
      const at = locate(node, warning.path, keyPlace);
      this.warn([...path, ...warning.path], at.keyPlace, warning.message);
    }
  }
}

function locatedProblem(problem: ConfigProblem, path: readonly string[], node: ConfigNode, keyPlace: Place): Problem {
  const at = locate(node, problem.path, keyPlace);
  return problemAt([...path, ...problem.path], problem.atKey === true ? at.keyPlace : at.place, {
    ...problem,
    ...asWritten(problem, at.node),
  });
}

/** Names what is there as it is written: `1e3`, not 1000; the reference, not what it brought. */
function asWritten(
  { found, suggestion, atKey }: ConfigProblem,
  node: ConfigNode | undefined,
): { readonly found: string; readonly suggestion?: string | undefined } {
  if (node === undefined || atKey === true || found === "[REDACTED]") return { found, suggestion };
  if (node.origin !== undefined && node.origin.secrets.length > 0)
    return { found: `the value of ${node.origin.written}`, suggestion: undefined };
  if (node.kind !== "scalar" || typeof node.value !== "number" || node.origin !== undefined)
    return { found, suggestion };
  const isQuoted = suggestion === JSON.stringify(String(node.value));
  return {
    found: found === String(node.value) ? node.text : found,
    suggestion: isQuoted ? JSON.stringify(node.text) : suggestion,
  };
}
