import { parseArgs } from "node:util";
import { faultRates, wholeNumber, wholeNumberIfAny } from "./argument-values.ts";
import { portkeyFaultKinds } from "./portkey/portkey-faults.ts";
import type { PortkeyOptions } from "./portkey/portkey-options.ts";

/** What the command line asks for. */
export interface SimulatorArguments {
  readonly port: number;
  /** Where the objects of exports are: a host of their own. */
  readonly objectPort: number;
  /** All but the clock. */
  readonly options: Omit<PortkeyOptions, "now">;
}

/** How to call the program. */
export const usage = `genai-simulator portkey [options]

  --port N                 port on 127.0.0.1; 0 picks one (default 0)
  --object-port N          port of the host of exported objects; 0 picks one (default 0)
  --seed N                 the same seed gives the same traffic (default 1)
  --api-key KEY            the key that requests must carry (default: whatever they carry)
  --requests-per-minute N  traffic at the day's average (default 20)
  --max-ingestion-ms N     when a bucket has settled (default 185000)
  --slow-ms N              how long a slow answer takes (default 20000)
  --export-pace-ms N       how long an export takes for 1,000 rows (default 12000 to 24000)
  --faults JSON            chances of faults in any one request, for example {"server_error":0.02}

Prints one line of JSON with its endpoints when it listens, and runs until SIGINT or SIGTERM.`;

/** Reads the arguments; throws an `Error` that says what is wrong. */
export function parseArguments(args: readonly string[]): SimulatorArguments {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      port: { type: "string", default: "0" },
      "object-port": { type: "string", default: "0" },
      seed: { type: "string", default: "1" },
      "api-key": { type: "string" },
      "max-ingestion-ms": { type: "string" },
      "requests-per-minute": { type: "string" },
      "slow-ms": { type: "string" },
      "export-pace-ms": { type: "string" },
      faults: { type: "string", default: "{}" },
    },
  });
  if (positionals.length !== 1 || positionals[0] !== "portkey")
    throw new Error('name one platform to simulate; known are "portkey" and "langsmith"');
  return {
    port: wholeNumber("port", values.port, 65_535),
    objectPort: wholeNumber("object-port", values["object-port"], 65_535),
    options: {
      seed: wholeNumber("seed", values.seed),
      apiKey: values["api-key"],
      maxIngestionMs: wholeNumberIfAny("max-ingestion-ms", values["max-ingestion-ms"]),
      requestsPerMinute: wholeNumberIfAny("requests-per-minute", values["requests-per-minute"]),
      slowMs: wholeNumberIfAny("slow-ms", values["slow-ms"]),
      exports: { msPerThousandRows: wholeNumberIfAny("export-pace-ms", values["export-pace-ms"]) },
      faultRates: faultRates(values.faults, portkeyFaultKinds),
    },
  };
}
