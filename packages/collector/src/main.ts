import { effectiveTree, formatWarning, renderJson, renderYaml } from "@genai-collector/confmap";
import { dryBuild, isError } from "@genai-collector/service";
import type { DependencyContainer } from "tsyringe";
import { parseCommandLine, type Command, type Locations } from "./command-line.ts";
import { BUILD_INFO, CONFIGURATION_LOADER, RUNTIME, SIGNALS, WORKERS } from "./container.ts";
import { helpText } from "./help.ts";
import { ConfigurationError, findingsAsProblems } from "./program/configuration-error.ts";
import { listComponents } from "./program/list-components.ts";
import { serviceOptions } from "./program/run-collector.ts";
import { run } from "./program/run-workers.ts";

/** Where a command writes. */
export interface Output {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

/** Carries out a command line. Resolves with the exit code; an error is told on `err` and gives 1. */
export async function main(args: readonly string[], root: DependencyContainer, output: Output): Promise<number> {
  try {
    return await carryOut(parseCommandLine(args), root, output);
  } catch (error) {
    output.err(`Error: ${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
}

async function carryOut(command: Command, root: DependencyContainer, { out, err }: Output): Promise<number> {
  const build = root.resolve(BUILD_INFO);
  switch (command.name) {
    case "help":
      out(helpText(build.command));
      return 0;
    case "version":
      out(`${build.command} version ${build.version}\n`);
      return 0;
    case "components":
      out(listComponents(await root.resolve(CONFIGURATION_LOADER).factories(command.components), build));
      return 0;
    case "validate":
      await validate(command, root, { out, err });
      return 0;
    case "print-config": {
      const { configuration } = await root.resolve(CONFIGURATION_LOADER).load(command);
      const render = command.format === "json" ? renderJson : renderYaml;
      out(render(effectiveTree(configuration), { redact: command.mode === "redacted" }));
      return 0;
    }
    case "replay": {
      // Nobody else needs it.
      const { runReplay } = await import("./program/replay/run-replay.ts");
      return runReplay(command, {
        loader: root.resolve(CONFIGURATION_LOADER),
        runtime: root.resolve(RUNTIME),
        build,
        signals: root.resolve(SIGNALS),
        writeConsole: out,
      });
    }
    case "ledger": {
      // Like replay: who runs pipelines does not load it.
      const { showLedger } = await import("./program/show-ledger.ts");
      return showLedger(command.endpoint, root.resolve(RUNTIME), out);
    }
    case "run":
      return run(command, {
        loader: root.resolve(CONFIGURATION_LOADER),
        runtime: root.resolve(RUNTIME),
        build,
        signals: root.resolve(SIGNALS),
        workers: root.resolve(WORKERS),
        // What is asked for on the console comes where the command's own output goes.
        writeConsole: out,
      });
  }
}

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** Silent where all is well; warnings go to `err`. Throws a `ConfigurationError`. */
async function validate(locations: Locations, root: DependencyContainer, { out, err }: Output): Promise<void> {
  const { configuration, warnings } = await root.resolve(CONFIGURATION_LOADER).load(locations);
  const world = { runtime: root.resolve(RUNTIME), build: root.resolve(BUILD_INFO), writeConsole: out };
  const findings = await dryBuild(serviceOptions(configuration, world, silent));
  const errors = findings.filter(isError);
  if (errors.length > 0) throw new ConfigurationError(findingsAsProblems(configuration, errors));
  for (const warning of warnings) err(`Warning: ${formatWarning(warning)}\n`);
  for (const { path, message } of findings) err(`Warning: ${path.join("::")}: ${message}\n`);
}
