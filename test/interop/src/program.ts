import { writeFile } from "node:fs/promises";
import type { Child } from "@genai-collector/test-e2e/child";
import { readyLine } from "@genai-collector/test-e2e/collector";
import type { Stage } from "@genai-collector/test-e2e/stage";
import { collectorProgram } from "@genai-collector/test-e2e/workspace";
import { peer } from "@genai-collector/test-e2e/peer";

/** The built collector, or the real one. */
export type ProgramName = "ours" | "otelcol";

/** The command that runs a program, to be followed by its own arguments. */
export async function commandOf(name: ProgramName): Promise<{ readonly command: string; readonly args: string[] }> {
  if (name === "ours") return { command: process.execPath, args: [collectorProgram] };
  return { command: await peer("otelcol"), args: [] };
}

/** Starts a program on configuration files, as its users do; resolves when it is ready, which both say in the same words. */
export async function startProgram(
  stage: Stage,
  name: ProgramName,
  flags: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<Child> {
  const { command, args } = await commandOf(name);
  const child = stage.start({ command, args: [...args, ...flags], env });
  await child.saysOnStderr(readyLine).catch((cause: unknown) => {
    throw new Error(`${name} did not start with ${flags.join(" ")}`, { cause });
  });
  return child;
}

/** Starts a program on a configuration that is written for it. */
export async function startWith(stage: Stage, name: ProgramName, file: string, config: object): Promise<Child> {
  const path = stage.path(file);
  // JSON is YAML.
  await writeFile(path, JSON.stringify(config, null, 2));
  return startProgram(stage, name, ["--config", path]);
}

/** The reader of a program's own metrics in its configuration, as a page on that port of loopback. */
export function metricsReader(port: number): object {
  return { pull: { exporter: { prometheus: { host: "127.0.0.1", port } } } };
}

/** Lines of a program's log that complain; that nothing guards a pipeline is as these tests want it. */
export function complaintsOf({ stderr }: Child): string[] {
  return stderr.split("\n").filter((line) => /\t(warn|error)\t/.test(line) && !line.includes("without a guard"));
}
