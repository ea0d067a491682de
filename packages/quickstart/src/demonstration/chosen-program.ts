import { neededVariables } from "./needed-variables.ts";
import { platforms } from "./platforms.ts";

/** What an `npm start` runs. */
export type Program = "quickstart" | "collector";

/**
 * Which program arguments of `npm start` are for. The quick start: without any, and with `--for`. With nothing but files
 * that poll a platform which can be simulated: the collector where a variable that they need is set, for it is the real
 * platform that is to be polled then; the quick start where none is. Anything else is the collector's.
 * `read`: a file's text, or undefined where it cannot be read.
 */
export function chosenProgram(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  read: (file: string) => string | undefined,
): Program {
  if (args.length === 0 || args.some((arg) => arg === "--for" || arg.startsWith("--for="))) return "quickstart";
  const texts = filesOf(args)?.map((file) => read(file) ?? "") ?? [];
  const needed = texts.flatMap(neededVariables);
  const isUnset = needed.length > 0 && needed.every((name) => env[name] === undefined);
  return isUnset && texts.some(namesPlatform) ? "quickstart" : "collector";
}

/** Whether a receiver of such a type may be in it: what it really holds is found out later. */
function namesPlatform(text: string): boolean {
  return platforms.some(({ type }) => new RegExp(`^\\s+${type}(?:/\\S+)?\\s*:`, "m").test(text));
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
