#!/usr/bin/env node
// genai-simulator portkey [--port 0] [--seed 1] [--api-key KEY] [--max-ingestion-ms 185000] [--requests-per-minute 20]
//                         [--slow-ms 20000] [--faults '{"server_error":0.02}']
// Prints one JSON line with its endpoint when it listens, and runs until SIGINT or SIGTERM.
import { parseArgs } from "node:util";
import type { FaultRates } from "./faults.ts";
import { portkeyPlatform } from "./portkey/portkey-platform.ts";
import { PortkeySimulator } from "./portkey/portkey-simulator.ts";
import { serve } from "./server.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    port: { type: "string", default: "0" },
    seed: { type: "string", default: "1" },
    "api-key": { type: "string" },
    "max-ingestion-ms": { type: "string" },
    "requests-per-minute": { type: "string" },
    "slow-ms": { type: "string" },
    faults: { type: "string", default: "{}" },
  },
});

if (positionals[0] !== "portkey") {
  console.error('Error: name a platform to simulate; known is "portkey"');
  process.exit(1);
}

const number = (text: string | undefined): number | undefined => (text === undefined ? undefined : Number(text));

const simulator = new PortkeySimulator({
  seed: Number(values.seed),
  now: Date.now,
  apiKey: values["api-key"],
  maxIngestionMs: number(values["max-ingestion-ms"]),
  requestsPerMinute: number(values["requests-per-minute"]),
  slowMs: number(values["slow-ms"]),
  faultRates: JSON.parse(values.faults) as FaultRates,
});
const server = await serve(portkeyPlatform(simulator), Number(values.port));
console.log(JSON.stringify({ platform: "portkey", endpoint: server.endpoint }));

const stop = (): void => {
  void server.close().then(() => process.exit(0));
};
process.once("SIGINT", stop);
process.once("SIGTERM", stop);
