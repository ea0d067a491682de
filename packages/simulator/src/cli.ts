#!/usr/bin/env node
// A simulated platform on loopback, as a program of its own.
import { parseArguments, usage, type SimulatorArguments } from "./arguments.ts";
import { langSmithUsage, parseLangSmithArguments, type LangSmithArguments } from "./langsmith/langsmith-arguments.ts";
import { langSmithPlatform } from "./langsmith/langsmith-platform.ts";
import { LangSmithSimulator } from "./langsmith/langsmith-simulator.ts";
import { portkeyObjects, portkeyPlatform } from "./portkey/portkey-platform.ts";
import { PortkeySimulator } from "./portkey/portkey-simulator.ts";
import { RequestLog } from "./request-log.ts";
import { serve, type RunningServer } from "./server.ts";

const args = process.argv.slice(2);
const help = `${usage}\n\n${langSmithUsage}`;

/** What `parse` makes of the arguments; ends the program where they are wrong or ask for help. */
function readArguments<T>(parse: (args: readonly string[]) => T): T {
  if (args.includes("--help")) {
    console.log(help);
    process.exit(0);
  }
  try {
    return parse(args);
  } catch (error) {
    console.error(`Error: ${(error as Error).message}\n\n${help}`);
    process.exit(1);
  }
}

/** Every server of the platform, and what the line says that is printed when they listen. */
interface Running {
  readonly servers: readonly RunningServer[];
  readonly said: Readonly<Record<string, string>>;
}

async function runPortkey({ port, objectPort, options }: SimulatorArguments): Promise<Running> {
  let objects: RunningServer | undefined;
  const log = new RequestLog(Date.now);
  const simulator = new PortkeySimulator({
    ...options,
    exports: { ...options.exports, origin: () => objects!.endpoint },
    now: log.now,
  });
  objects = await serve(portkeyObjects(simulator), objectPort);
  const server = await serve(log.recording(portkeyPlatform(simulator)), port);
  const said = { platform: "portkey", endpoint: server.endpoint, objects: objects.endpoint };
  return { servers: [server, objects], said };
}

async function runLangSmith({ port, options }: LangSmithArguments): Promise<Running> {
  const log = new RequestLog(Date.now);
  const simulator = new LangSmithSimulator({ ...options, now: log.now });
  const server = await serve(log.recording(langSmithPlatform(simulator)), port);
  return { servers: [server], said: { platform: "langsmith", endpoint: server.endpoint } };
}

const { servers, said } =
  args[0] === "langsmith"
    ? await runLangSmith(readArguments(parseLangSmithArguments))
    : await runPortkey(readArguments(parseArguments));
console.log(JSON.stringify(said));

const stop = (): void => {
  void Promise.all(servers.map((server) => server.close())).then(() => process.exit(0));
};
process.once("SIGINT", stop);
process.once("SIGTERM", stop);
