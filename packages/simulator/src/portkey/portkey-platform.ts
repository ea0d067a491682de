import { CommandArgument } from "../command-argument.ts";
import { faultKinds } from "../faults.ts";
import type { Platform } from "../server.ts";
import type { PortkeySimulator } from "./portkey-simulator.ts";

/** The simulator as a server shows it: its API, and `truth`, `fault`, `revise` and `requests` as commands. */
export function portkeyPlatform(simulator: PortkeySimulator): Platform {
  const commands: Readonly<Record<string, (argument: unknown) => unknown>> = {
    truth(argument) {
      const given = new CommandArgument("truth", argument);
      const [from, to] = [given.instant("from"), given.instant("to")];
      return simulator.truth({ from, to, apiKeyIds: given.texts("apiKeyIds") });
    },
    fault(argument) {
      const given = new CommandArgument("fault", argument);
      const [from, to] = [given.instant("from"), given.instant("to")];
      simulator.script({ kind: given.oneOf("kind", faultKinds), from, to, target: given.text("target") });
      return true;
    },
    revise(argument) {
      const given = new CommandArgument("revise", argument);
      simulator.reviseLate(given.instant("minuteStart"), given.instant("visibleAt"));
      return true;
    },
    requests: () => simulator.requests,
  };
  return {
    handle: (request) => simulator.handle(request),
    command(name, argument) {
      if (!Object.hasOwn(commands, name))
        throw new Error(`unknown command "${name}"; known are ${Object.keys(commands).join(", ")}`);
      return commands[name]!(argument);
    },
  };
}
