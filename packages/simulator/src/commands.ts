import { CommandArgument } from "./command-argument.ts";
import type { ScriptedFault } from "./faults.ts";

/** What a test may ask of a platform beside its API, by name. Each throws an `Error` for an argument that it cannot use. */
export type Commands = Readonly<Record<string, (argument: unknown) => unknown>>;

/** Runs the command of a name. Throws an `Error` that lists them for a name that is none. */
export function runCommand(commands: Commands, name: string, argument: unknown): unknown {
  if (!Object.hasOwn(commands, name))
    throw new Error(`unknown command "${name}"; known are ${Object.keys(commands).join(", ")}`);
  return commands[name]!(argument);
}

/** The command by which a fault is scripted. Answers true. */
export function faultCommand<Kind extends string>(
  kinds: readonly Kind[],
  script: (fault: ScriptedFault<Kind>) => void,
): (argument: unknown) => true {
  return (argument) => {
    const given = new CommandArgument("fault", argument);
    const [from, to] = [given.instant("from"), given.instant("to")];
    script({ kind: given.oneOf("kind", kinds), from, to, target: given.text("target") });
    return true;
  };
}
