import type { ScriptedFault } from "../faults.ts";
import type { Platform } from "../server.ts";
import type { PortkeySimulator, TruthQuery } from "./portkey-simulator.ts";

/** The simulator as a server shows it: its API, and `truth`, `fault`, `revise` and `requests` as commands. */
export function portkeyPlatform(simulator: PortkeySimulator): Platform {
  return {
    handle: (request) => simulator.handle(request),
    command(name, argument) {
      switch (name) {
        case "truth":
          return simulator.truth(argument as TruthQuery);
        case "fault":
          simulator.script(argument as ScriptedFault);
          return true;
        case "revise": {
          const { minuteStart, visibleAt } = argument as { readonly minuteStart: number; readonly visibleAt: number };
          simulator.reviseLate(minuteStart, visibleAt);
          return true;
        }
        case "requests":
          return simulator.requests;
        default:
          throw new Error(`unknown command "${name}"; known are truth, fault, revise, requests`);
      }
    },
  };
}
