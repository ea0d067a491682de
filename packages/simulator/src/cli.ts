#!/usr/bin/env node
// A simulated platform on loopback, as a program of its own.
import { parseArguments, usage, type SimulatorArguments } from "./arguments.ts";
import { portkeyPlatform } from "./portkey/portkey-platform.ts";
import { PortkeySimulator } from "./portkey/portkey-simulator.ts";
import { serve } from "./server.ts";

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

const { port, options } = readArguments();
const simulator = new PortkeySimulator({ ...options, now: Date.now });
const server = await serve(portkeyPlatform(simulator), port);
console.log(JSON.stringify({ platform: "portkey", endpoint: server.endpoint }));

const stop = (): void => {
  void server.close().then(() => process.exit(0));
};
process.once("SIGINT", stop);
process.once("SIGTERM", stop);
