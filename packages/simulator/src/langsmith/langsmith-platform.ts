import { CommandArgument } from "../command-argument.ts";
import { faultCommand, runCommand, type Commands } from "../commands.ts";
import type { Platform } from "../server.ts";
import { langSmithFaultKinds } from "./langsmith-faults.ts";
import type { LangSmithSimulator } from "./langsmith-simulator.ts";
import type { TrueRun } from "./truth.ts";

/** What one answer holds at most: a window of millions is asked for in parts. */
const mostRuns = 50_000;

/** The simulator as a server shows it: its API, and `truth`, `fault`, `late`, `projects` and `requests` as commands. */
export function langSmithPlatform(simulator: LangSmithSimulator): Platform {
  const commands: Commands = {
    truth: (argument) => truthOf(simulator, new CommandArgument("truth", argument)),
    fault: faultCommand(langSmithFaultKinds, (fault) => simulator.script(fault)),
    late(argument) {
      const given = new CommandArgument("late", argument);
      simulator.addLateTrace(given.text("project") ?? "", given.instant("startsAt"), given.instant("visibleAt"));
      return true;
    },
    projects: (argument) => simulator.projectsAt(new CommandArgument("projects", argument).instant("at")),
    requests: () => simulator.requests,
  };
  return {
    handle: (request) => simulator.handle(request),
    command: (name, argument) => runCommand(commands, name, argument),
  };
}

function truthOf(simulator: LangSmithSimulator, given: CommandArgument): unknown {
  const [from, to] = [given.instant("from"), given.instant("to")];
  const truth = simulator.truth({ from, to, seenAt: given.instantIfAny("seenAt"), projects: given.texts("projects") });
  const loop = given.oneOf("loop", ["sessions", "runs", "usage"] as const);
  if (loop !== "runs") return truth[loop]();
  const runs: TrueRun[] = [];
  for (const run of truth.runs()) {
    if (runs.length === mostRuns) throw new Error(`truth: more than ${mostRuns} runs, ask for a shorter time`);
    runs.push(run);
  }
  return runs;
}
