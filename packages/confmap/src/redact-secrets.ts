import type { Problem, Warning } from "./problem.ts";
import type { ConfigNode } from "./tree/config-node.ts";

/** Shorter texts (`1`, `yes`, `otel`…) stand in ordinary sentences and are no secrets. */
const shortestSecret = 4;

/** Replaces every text in `secrets` by `[REDACTED]`, the longest first. */
export function redactText(text: string, secrets: Iterable<string>): string {
  let redacted = text;
  const longestFirst = [...new Set(secrets)].filter((secret) => secret.trim().length >= shortestSecret);
  for (const secret of longestFirst.toSorted((a, b) => b.length - a.length)) {
    // A message may quote the text, and so hold it in its escaped form.
    for (const form of [secret, JSON.stringify(secret).slice(1, -1)])
      redacted = redacted.replaceAll(form, "[REDACTED]");
  }
  return redacted;
}

/** Problems without what references brought. */
export function redactProblems(problems: readonly Problem[], secrets: ReadonlySet<string>): Problem[] {
  if (secrets.size === 0) return [...problems];
  const redact = (text: string): string => redactText(text, secrets);
  return problems.map((problem) => ({
    ...problem,
    message: redact(problem.message),
    found: redact(problem.found),
    expected: redact(problem.expected),
    suggestion: problem.suggestion === undefined ? undefined : redact(problem.suggestion),
  }));
}

/** Warnings without what references brought. */
export function redactWarnings(warnings: readonly Warning[], secrets: ReadonlySet<string>): Warning[] {
  return warnings.map((warning) => ({ ...warning, message: redactText(warning.message, secrets) }));
}

/** Every text that references brought into a tree. */
export function secretsOf(node: ConfigNode, found: Set<string> = new Set()): Set<string> {
  for (const secret of node.origin?.secrets ?? []) found.add(secret);
  if (node.kind === "list") for (const item of node.items) secretsOf(item, found);
  if (node.kind === "map") for (const { node: value } of node.entries.values()) secretsOf(value, found);
  return found;
}
