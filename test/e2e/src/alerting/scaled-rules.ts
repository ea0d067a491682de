const secondsOf: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };

/**
 * Rules of which an hour takes a minute. Each duration (`for: 10m`, `[10m]`, `offset 10m`) is divided by 60, and so are
 * numbers of seconds in expressions, which the rules write as minutes times 60: `15 * 60` becomes `15`. Nothing else
 * changes: rates are per second, and other thresholds are no times.
 */
export function scaledRules(rules: string): string {
  return rules
    .replaceAll(/(?<=\bfor: |\boffset )(\d+)([smhd])\b/g, (_, count: string, unit: string) => scaled(count, unit))
    .replaceAll(/\[(\d+)([smhd])\]/g, (_, count: string, unit: string) => `[${scaled(count, unit)}]`)
    .replaceAll(/\b(\d+) \* 60\b/g, "$1");
}

function scaled(count: string, unit: string): string {
  return `${Math.round((Number(count) * secondsOf[unit]!) / 60)}s`;
}
