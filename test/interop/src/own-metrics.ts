import { metricsPage } from "@genai-collector/test-e2e/metrics-page";

/** Samples of a page of own metrics by name and labels, those of the same moment; and the type of each metric. */
export interface OwnMetrics {
  readonly samples: ReadonlyMap<string, number>;
  readonly types: ReadonlyMap<string, string>;
}

/** Reads the page of a program's own metrics. `name` replaces what a label says, where both programs must differ. */
export async function ownMetrics(port: number, rename: (text: string) => string): Promise<OwnMetrics> {
  const samples = new Map<string, number>();
  const types = new Map<string, string>();
  for (const line of (await metricsPage(String(port))).split("\n")) {
    const type = /^# TYPE (\S+) (\S+)$/.exec(line);
    if (type !== null) types.set(type[1]!, type[2]!);
    const sample = /^([\w:]+)(?:\{(.*)\})? (\S+)$/.exec(line);
    if (sample !== null) samples.set(`${sample[1]}{${sortedLabels(rename(sample[2] ?? ""))}}`, Number(sample[3]));
  }
  return { samples, types };
}

function sortedLabels(labels: string): string {
  return [...labels.matchAll(/\w+="(?:[^"\\]|\\.)*"/g)]
    .map(([label]) => label)
    .toSorted((a, b) => (a < b ? -1 : 1))
    .join(",");
}
