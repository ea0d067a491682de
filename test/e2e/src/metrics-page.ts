/** The page of the collector's own metrics. `port`: as the configuration says. */
export async function metricsPage(port: string): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${port}/metrics`);
  if (!response.ok) throw new Error(`the metrics answered ${response.status}`);
  return response.text();
}

/** The sum of a metric's samples whose labels include `labels`; undefined: it is not on the page. */
export function sampleOf(
  page: string,
  name: string,
  labels: Readonly<Record<string, string>> = {},
): number | undefined {
  const wanted = Object.entries(labels).map(([key, value]) => `${key}="${value}"`);
  const values = page.split("\n").flatMap((line) => {
    const match = /^([\w:]+)(?:\{(.*)\})? (\S+)$/.exec(line);
    if (match?.[1] !== name || !wanted.every((label) => match[2]?.includes(label) === true)) return [];
    return [Number(match[3])];
  });
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0);
}
