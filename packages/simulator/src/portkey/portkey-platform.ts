import { CommandArgument } from "../command-argument.ts";
import { faultCommand, runCommand, type Commands } from "../commands.ts";
import type { Platform } from "../server.ts";
import { portkeyFaultKinds } from "./portkey-faults.ts";
import type { PortkeySimulator, TruthWindow } from "./portkey-simulator.ts";

/** The simulator as a server shows it: its API, and the truth, faults, revisions and counts as commands. */
export function portkeyPlatform(simulator: PortkeySimulator): Platform {
  const commands: Commands = {
    truth(argument) {
      const given = new CommandArgument("truth", argument);
      const [from, to] = [given.instant("from"), given.instant("to")];
      return simulator.truth({ from, to, apiKeyIds: given.texts("apiKeyIds") });
    },
    fault: faultCommand(portkeyFaultKinds, (fault) => simulator.script(fault)),
    revise(argument) {
      const given = new CommandArgument("revise", argument);
      simulator.reviseLate(given.instant("minuteStart"), given.instant("visibleAt"));
      return true;
    },
    requests: () => simulator.requests,
    group_truth(argument) {
      const given = new CommandArgument("group_truth", argument);
      return simulator.groupTruth(given.text("group") ?? "", windowOf(given));
    },
    log_truth: (argument) => [...simulator.logTruth(windowOf(new CommandArgument("log_truth", argument)))],
    jobs: () => simulator.jobs,
    object_requests: () => simulator.objectRequests,
    workspace_id: (argument) =>
      simulator.workspaceId(new CommandArgument("workspace_id", argument).text("slug") ?? "production"),
  };
  return {
    handle: (request) => simulator.handle(request),
    command: (name, argument) => runCommand(commands, name, argument),
  };
}

/** The host of the objects as a server of its own: another origin, as the vendor's is. It takes the same commands. */
export function portkeyObjects(simulator: PortkeySimulator): Platform {
  return { ...portkeyPlatform(simulator), handle: (request) => simulator.handleObject(request) };
}

function windowOf(given: CommandArgument): TruthWindow {
  return {
    from: given.instant("from"),
    to: given.instant("to"),
    seenAt: given.instantIfAny("seenAt"),
    apiKeyIds: given.texts("apiKeyIds"),
    workspace: given.text("workspace"),
  };
}
