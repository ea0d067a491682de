import { readyLine } from "./account-faults.ts";
import { runToEnd, type Child, type ChildOptions } from "./child.ts";
import { freePort } from "./free-ports.ts";
import type { Stage } from "./stage.ts";
import { collectorProgram } from "./workspace.ts";

export { readyLine };

/** A collector as a process. */
export interface Collector {
  readonly child: Child;
  /** Resolves once everything has started; rejects when the process ends before. */
  ready(): Promise<void>;
}

/** Starts the built program on a configuration. */
export function startCollector(
  stage: Stage,
  configs: readonly string[],
  env: NodeJS.ProcessEnv = {},
  args: readonly string[] = [],
): Collector {
  const flags = configs.flatMap((config) => ["--config", config]);
  const child = stage.start({ args: [collectorProgram, ...flags, ...args], env });
  return { child, ready: () => child.saysOnStderr(readyLine) };
}

/** Runs the built program's command line to its end. */
export function runCli(
  args: readonly string[],
  options: Pick<ChildOptions, "cwd"> & Partial<ChildOptions>,
): ReturnType<typeof runToEnd> {
  return runToEnd({ ...options, args: [collectorProgram, ...args] });
}

/** Addresses and places that the configurations of `testdata` are told by the environment. */
export async function settingsOf(
  stage: Stage,
  { gateway, sink }: { readonly gateway?: string; readonly sink?: string },
): Promise<Record<string, string>> {
  const [metrics, health, otlp] = await Promise.all([freePort(), freePort(), freePort()]);
  return {
    E2E_GATEWAY: gateway ?? "http://127.0.0.1:9/v1",
    E2E_SINK: sink ?? "http://127.0.0.1:9",
    E2E_STATE: stage.path("state"),
    E2E_LEDGER: stage.path("ledger.json"),
    E2E_METRICS_PORT: String(metrics),
    E2E_HEALTH: `127.0.0.1:${health}`,
    E2E_OTLP: `127.0.0.1:${otlp}`,
  };
}
