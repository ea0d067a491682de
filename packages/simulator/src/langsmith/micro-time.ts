/** Microseconds since 1970 UTC as the v1 API writes times: `2026-03-02T09:12:07.481205`, without a zone. */
export function naiveTime(micros: number): string {
  const wholeSeconds = Math.floor(micros / 1_000_000);
  const fraction = String(micros - wholeSeconds * 1_000_000).padStart(6, "0");
  return `${secondText(wholeSeconds)}.${fraction}`;
}

/** The same with a zone, as the v2 API writes it (RFC 3339). */
export function zonedTime(micros: number): string {
  return `${naiveTime(micros)}Z`;
}

/** The same without punctuation, as it stands in a dotted order: `20260302T091207481205Z`. */
export function compactTime(micros: number): string {
  return zonedTime(micros).replaceAll(/[-:.]/g, "");
}

/** Enough for the seconds of an hour; the oldest is forgotten first. */
const mostTexts = 4_096;
const texts = new Map<number, string>();

/** Neighbouring runs begin in the same seconds, and writing a time costs more than all else about it. */
function secondText(seconds: number): string {
  let text = texts.get(seconds);
  if (text === undefined) {
    text = new Date(seconds * 1_000).toISOString().slice(0, 19);
    if (texts.size >= mostTexts) texts.delete(texts.keys().next().value!);
    texts.set(seconds, text);
  }
  return text;
}

const written = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?(Z|[+-]\d{2}:\d{2})?$/;

/** Microseconds of a time with or without a zone (without: UTC). Undefined for what is no time. */
export function parseTime(value: unknown): number | undefined {
  const found = typeof value === "string" ? written.exec(value) : null;
  if (found === null) return undefined;
  const ms = Date.parse(`${found[1]}T${found[2]}${found[4] ?? "Z"}`);
  const micros = Number((found[3] ?? "").padEnd(6, "0").slice(0, 6));
  return Number.isNaN(ms) ? undefined : ms * 1_000 + micros;
}
