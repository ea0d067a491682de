import { neededVariables } from "./needed-variables.ts";

/** What an `npm start` runs. */
export type Program = "quickstart" | "collector";

/**
 * Which program arguments of `npm start` are for. The quick start: without any, and with `--for`. With nothing but files,
 * the collector where their variables are set, for it is the real platforms that are to be polled then; where none of
 * those that are needed is set, the quick start, which simulates the platforms. Anything else is the collector's.
 * `read`: a file's text, or undefined where it cannot be read.
 */
export function chosenProgram(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  read: (file: string) => string | undefined,
): Program {
  if (args.length === 0 || args.some((arg) => arg === "--for" || arg.startsWith("--for="))) return "quickstart";
  const needed = filesOf(args)?.flatMap((file) => neededVariables(read(file) ?? "")) ?? [];
  return needed.length > 0 && needed.every((name) => env[name] === undefined) ? "quickstart" : "collector";
}

/** The values of `--config`; undefined where there is anything else. */
function filesOf(args: readonly string[]): readonly string[] | undefined {
  const files: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const arg = args[at]!;
    if (arg.startsWith("--config=")) files.push(arg.slice("--config=".length));
    else if (arg === "--config") files.push(args[++at] ?? "");
    else return undefined;
  }
  return files;
}
