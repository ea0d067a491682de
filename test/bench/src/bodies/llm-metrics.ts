import type { Metric, MetricsData, NumberDataPoint } from "@genai-collector/pdata";
import { applicationResource } from "./application-resource.ts";
import { beginning, seededRandom, text } from "./seeded-values.ts";

/** Data points of each metric. */
export const pointsPerMetric = 8;

/** Cumulative sums of an LLM application in one resource: eight points a metric, two attributes a point. */
export function llmMetrics(count: number, seed = 3): MetricsData {
  const random = seededRandom(seed);
  const metrics = Array.from({ length: count }, (_, index) => llmMetric(index, random));
  return {
    resourceMetrics: [{ resource: applicationResource(), scopeMetrics: [{ scope: { name: "app" }, metrics }] }],
  };
}

function llmMetric(index: number, random: () => number): Metric {
  const dataPoints = Array.from({ length: pointsPerMetric }, (_, which) => llmPoint(which, random));
  return {
    name: `app.llm.usage.${index}`,
    unit: "{token}",
    sum: { dataPoints, aggregationTemporality: 2, isMonotonic: true },
  };
}

function llmPoint(which: number, random: () => number): NumberDataPoint {
  return {
    attributes: [text("gen_ai.request.model", "gpt-4o-mini"), text("app.tenant", `tenant-${which}`)],
    startTimeUnixNano: beginning,
    timeUnixNano: beginning + 60_000_000_000n,
    asInt: BigInt(Math.floor(random() * 1e6)),
  };
}
