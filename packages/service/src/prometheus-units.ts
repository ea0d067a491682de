/** What Prometheus naming makes of UCUM units that have a word of their own (OpenTelemetry-to-Prometheus mapping). */
const words: Readonly<Record<string, string>> = {
  d: "days",
  h: "hours",
  min: "minutes",
  s: "seconds",
  ms: "milliseconds",
  us: "microseconds",
  ns: "nanoseconds",
  By: "bytes",
  KiBy: "kibibytes",
  MiBy: "mebibytes",
  GiBy: "gibibytes",
  KBy: "kilobytes",
  MBy: "megabytes",
  GBy: "gigabytes",
  "%": "percent",
};

/** `name` with its unit behind it, as Prometheus sinks write it; annotations such as `{item}` are left out. */
export function withUnit(name: string, unit: string): string {
  const word = words[unit];
  return word === undefined || name.endsWith(`_${word}`) ? name : `${name}_${word}`;
}
