import { readFileSync } from "node:fs";

const manifest = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
  readonly version: string;
};

/** What this program calls itself, to people and in its own telemetry. */
export const buildInfo: BuildInfo = {
  command: "genai-collector",
  description: "Collects the telemetry of AI platforms and LLM applications",
  version: manifest.version,
};

export interface BuildInfo {
  readonly command: string;
  readonly description: string;
  readonly version: string;
}
