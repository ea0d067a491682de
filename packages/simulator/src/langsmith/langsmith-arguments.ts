import { parseArgs } from "node:util";
import { faultRates, wholeNumber, wholeNumberIfAny } from "../argument-values.ts";
import { langSmithFaultKinds } from "./langsmith-faults.ts";
import type { LangSmithOptions } from "./langsmith-simulator.ts";
import type { LangSmithVersion } from "./platform-state.ts";

/** What the command line asks for. */
export interface LangSmithArguments {
  readonly port: number;
  /** All but the clock. */
  readonly options: Omit<LangSmithOptions, "now">;
}

/** How to call the program for this platform. */
export const langSmithUsage = `genai-simulator langsmith [options]

  --port N                 port on 127.0.0.1; 0 picks one (default 0)
  --seed N                 the same seed gives the same traffic (default 1)
  --api-key KEY            the key that requests must carry (default: whatever they carry)
  --release VERSION        0.13.5, or 0.16.5 with the v2 API (default 0.13.5)
  --projects N             projects that stay (default 12)
  --runs-per-minute N      traffic at the week's average (default 60)
  --latest-ingestion-ms N  the latest that a run shows (default 1800000)
  --slow-ms N              how long a slow answer takes (default 20000)
  --faults JSON            chances of faults in any one request, for example {"server_error":0.02}`;

const releases: readonly LangSmithVersion[] = ["0.13.5", "0.16.5"];

/** Reads the arguments after the name of the program; throws an `Error` that says what is wrong. */
export function parseLangSmithArguments(args: readonly string[]): LangSmithArguments {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      port: { type: "string", default: "0" },
      seed: { type: "string", default: "1" },
      "api-key": { type: "string" },
      release: { type: "string", default: "0.13.5" },
      projects: { type: "string" },
      "runs-per-minute": { type: "string" },
      "latest-ingestion-ms": { type: "string" },
      "slow-ms": { type: "string" },
      faults: { type: "string", default: "{}" },
    },
  });
  if (positionals.length !== 1) throw new Error("name one platform to simulate");
  const version = releases.find((release) => release === values.release);
  if (version === undefined) throw new Error(`--release must be ${releases.join(" or ")}, found "${values.release}"`);
  return {
    port: wholeNumber("port", values.port, 65_535),
    options: {
      seed: wholeNumber("seed", values.seed),
      apiKey: values["api-key"],
      version,
      projects: wholeNumberIfAny("projects", values.projects),
      runsPerMinute: wholeNumberIfAny("runs-per-minute", values["runs-per-minute"]),
      latestIngestionMs: wholeNumberIfAny("latest-ingestion-ms", values["latest-ingestion-ms"]),
      slowMs: wholeNumberIfAny("slow-ms", values["slow-ms"]),
      faultRates: faultRates(values.faults, langSmithFaultKinds),
    },
  };
}
