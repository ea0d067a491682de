/** A sample of a Prometheus page. */
export interface PageSample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const line = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/;
const label = /([a-zA-Z_]\w*)="((?:\\.|[^"\\])*)"/g;

/** Reads the text format; comments and what is no sample are passed over. */
export function parsePage(text: string): PageSample[] {
  return text.split("\n").flatMap((each) => {
    const match = line.exec(each);
    if (match === null) return [];
    const labels = Object.fromEntries([...(match[2] ?? "").matchAll(label)].map(([, name, value]) => [name!, value!]));
    return [{ name: match[1]!, labels, value: Number(match[3]) }];
  });
}

/** The sum over all samples of a name whose labels include `labels`. */
export function sumOf(
  samples: readonly PageSample[],
  name: string,
  labels: Readonly<Record<string, string>> = {},
): number {
  return samples
    .filter(
      (sample) => sample.name === name && Object.entries(labels).every(([key, value]) => sample.labels[key] === value),
    )
    .reduce((sum, sample) => sum + sample.value, 0);
}
