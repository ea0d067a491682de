import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** A collector that can be measured: a name for the table, and the command that starts it. */
export interface Program {
  readonly name: "ours" | "otelcol";
  readonly command: string;
  /** Before `--config FILE`. */
  readonly args: readonly string[];
}

const workspace = fileURLToPath(new URL("../../../..", import.meta.url));

/** Which build of ours, and whether it is profiled. */
export interface OurOptions {
  /** A cli.js; undefined: this workspace's. */
  readonly file?: string | undefined;
  /** A folder for CPU profiles; undefined: none are made. */
  readonly profile?: string | undefined;
  /** For Node.js. */
  readonly flags?: readonly string[] | undefined;
}

/** This project's collector as it ships. Throws where it was not built. */
export function ourProgram({ file, profile, flags = [] }: OurOptions = {}): Program {
  const program = resolve(file ?? join(workspace, "packages", "collector", "dist", "cli.js"));
  if (!existsSync(program))
    throw new Error(`the bench measures what ships, and there is no ${program}: run pnpm build`);
  const profiling = profile === undefined ? [] : ["--cpu-prof", `--cpu-prof-dir=${resolve(profile)}`];
  return { name: "ours", command: process.execPath, args: [...flags, ...profiling, program] };
}

/** The OpenTelemetry Collector that the environment's OTELCOL names; undefined where it names none. */
export function otelcolProgram(environment: NodeJS.ProcessEnv = process.env): Program | undefined {
  const binary = environment["OTELCOL"];
  if (binary === undefined || binary === "") return undefined;
  if (!existsSync(binary)) throw new Error(`OTELCOL names a file that is not there: ${binary}`);
  return { name: "otelcol", command: binary, args: [] };
}
