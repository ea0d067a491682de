/** Something wrong or doubtful in a configuration, at a place in it. Errors stop the start; warnings are logged. */
export interface Finding {
  readonly level: "error" | "warning";
  /** Keys from the root of the configuration: `["service", "pipelines", "metrics/portkey"]`. */
  readonly path: readonly string[];
  /** What was found, and what was expected. Never holds a secret. */
  readonly message: string;
}

/** An error finding at `path`. */
export const errorAt = (path: readonly string[], message: string): Finding => ({ level: "error", path, message });

/** A warning at `path`. */
export const warningAt = (path: readonly string[], message: string): Finding => ({ level: "warning", path, message });

/** Whether a finding stops the start. */
export const isError = ({ level }: Finding): boolean => level === "error";

/** `service::pipelines::metrics/x: message`, as otelcol prints it. */
export function formatFinding({ path, message }: Finding): string {
  return `${path.join("::")}: ${message}`;
}

/** The configuration cannot be run. Carries every error that was found, not only the first. */
export class BuildError extends Error {
  readonly findings: readonly Finding[];

  constructor(prefix: string, findings: readonly Finding[]) {
    super(`${prefix}: ${findings.map(formatFinding).join("\n")}`);
    this.name = "BuildError";
    this.findings = findings;
  }
}
