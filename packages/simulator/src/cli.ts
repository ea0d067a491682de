#!/usr/bin/env node
// A simulated platform on loopback, as a program of its own.
import { parseArguments, usage, type SimulatorArguments } from "./arguments.ts";
import { portkeyObjects, portkeyPlatform } from "./portkey/portkey-platform.ts";
import { PortkeySimulator } from "./portkey/portkey-simulator.ts";
import { serve, type RunningServer } from "./server.ts";

function readArguments(): SimulatorArguments {
  const args = process.argv.slice(2);
  if (args.includes("--help")) {
    console.log(usage);
    process.exit(0);
  }
  try {
    return parseArguments(args);
  } catch (error) {
    console.error(`Error: ${(error as Error).message}\n\n${usage}`);
    process.exit(1);
  }
}

const { port, objectPort, options } = readArguments();
let objects: RunningServer | undefined;
const simulator = new PortkeySimulator({
  ...options,
  exports: { ...options.exports, origin: () => objects!.endpoint },
  now: Date.now,
});
objects = await serve(portkeyObjects(simulator), objectPort);
const server = await serve(portkeyPlatform(simulator), port);
console.log(JSON.stringify({ platform: "portkey", endpoint: server.endpoint, objects: objects.endpoint }));

const stop = (): void => {
  void Promise.all([server.close(), objects?.close()]).then(() => process.exit(0));
};
process.once("SIGINT", stop);
process.once("SIGTERM", stop);
