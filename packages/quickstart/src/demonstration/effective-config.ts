import { execFile } from "node:child_process";
import { programArgs } from "../programs.ts";
import type { Settings } from "./platform.ts";

/** A configuration with all defaults, as far as it is looked at: components by id, pipelines with theirs. */
export interface EffectiveConfig {
  readonly receivers: Readonly<Record<string, Settings>>;
  readonly processors: Readonly<Record<string, Settings>>;
  readonly exporters: Readonly<Record<string, Settings>>;
  readonly connectors: Readonly<Record<string, Settings>>;
  readonly extensions: Readonly<Record<string, Settings>>;
  readonly service: {
    readonly extensions?: readonly string[];
    readonly pipelines: Readonly<Record<string, { readonly exporters: readonly string[] }>>;
  };
}

const nothing = { receivers: {}, processors: {}, exporters: {}, connectors: {}, extensions: {} };

/**
 * What the collector makes of these files, laid over one another: its own program reads them. Rejects with what it says
 * is wrong with them.
 */
export async function effectiveConfig(files: readonly string[], env: NodeJS.ProcessEnv): Promise<EffectiveConfig> {
  const flags = files.flatMap((file) => ["--config", file]);
  const print = ["print-config", "--mode", "unredacted", "--format", "json", ...flags];
  const text = await new Promise<string>((resolve, reject) => {
    const args = [...programArgs("packages/collector", "cli"), ...print];
    execFile(process.execPath, args, { env, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new Error(stderr.trim().replace(/^Error: /, "") || error.message));
    });
  });
  return { ...nothing, ...(JSON.parse(text) as Partial<EffectiveConfig>) } as EffectiveConfig;
}

/** The type of a component: what stands before the slash of its id. */
export function typeOf(id: string): string {
  return id.split("/", 1)[0]!;
}
