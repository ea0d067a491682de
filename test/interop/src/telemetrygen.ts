import type { OtlpSignal } from "@genai-collector/test-e2e/otlp-schema";
import type { Stage } from "@genai-collector/test-e2e/stage";
import type { Cell } from "./cell.ts";
import { pemFile } from "./certificates.ts";
import type { Item } from "./items.ts";
import { peer } from "@genai-collector/test-e2e/peer";

/** Items that one run sends of its signal; of metrics, for each of the types. */
export const generatedItems = 25;
/** In the spelling of its `--metric-type`. */
const metricTypes = ["Gauge", "Sum", "Histogram", "ExponentialHistogram"];

const about = ["--otlp-attributes", 'region="eu-größer"', "--telemetry-attributes", "whole=7", "--service", "shop"];

/** What is sent of each signal: each list is one run. */
const runs: Readonly<Record<OtlpSignal, readonly (readonly string[])[]>> = {
  // A trace has a child beside its root.
  traces: [
    ["traces", "--traces", String(generatedItems), "--child-spans", "1", "--span-links", "1", "--status-code", "Error"],
  ],
  metrics: metricTypes.map((type) => ["metrics", "--metrics", String(generatedItems), "--metric-type", type]),
  logs: [
    [
      "logs",
      "--logs",
      String(generatedItems),
      "--severity-number",
      "17",
      "--severity-text",
      "Error",
      "--body",
      "went wrong",
    ],
  ],
};

/** Lets telemetrygen, which is built on Go's SDK, send all three signals to `host:port`. Rejects when any is not taken. */
export async function runTelemetrygen(stage: Stage, cell: Cell, address: string): Promise<void> {
  const command = await peer("telemetrygen");
  const env = { OTEL_EXPORTER_OTLP_COMPRESSION: cell.compression === "none" ? undefined : cell.compression };
  for (const run of Object.values(runs).flat()) {
    const args = [...run, ...about, "--rate", "0", "--otlp-endpoint", address, ...transportFlags(cell)];
    const child = stage.start({ command, args, env });
    const { code } = await child.endedWithin();
    if (code !== 0) throw new Error(`telemetrygen ${args.join(" ")} ended with ${code}:\n${child.stderr}`);
  }
}

function transportFlags({ protocol, security }: Cell): string[] {
  const http = protocol === "grpc" ? [] : ["--otlp-http"];
  if (security === "plain") return [...http, "--otlp-insecure"];
  const own = ["--mtls", "--client-cert", pemFile("client"), "--client-key", pemFile("client-key")];
  return [...http, "--ca-cert", pemFile("ca"), ...(security === "mtls" ? own : [])];
}

/** What differs from run to run: when it was, and what was drawn. */
const drawn = /^(traceId|spanId|parentSpanId|.*[tT]imeUnixNano)$/;
const drawnOfHistograms = new Set(
  "count sum min max scale zeroCount positive negative bucketCounts exemplars".split(" "),
);

/** Items without what differs from run to run, in an order of their own. */
export function withoutDrawn(items: readonly Item[]): unknown[] {
  const texts = items.map((item) => JSON.stringify(stripped(item, String(item["kind"]).endsWith("istogram"))));
  return texts.toSorted((a, b) => (a < b ? -1 : 1)).map((text) => JSON.parse(text) as unknown);
}

function stripped(value: unknown, isHistogram: boolean): unknown {
  if (Array.isArray(value)) return value.map((inner) => stripped(inner, isHistogram));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !isHistogram || !drawnOfHistograms.has(key))
      .map(([key, inner]) => [key, drawn.test(key) ? typeof inner : stripped(inner, isHistogram)]),
  );
}
