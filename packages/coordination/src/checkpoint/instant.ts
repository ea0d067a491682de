/** Years 1 to 9999: what every store and every tool can read back. */
const earliest = -62_135_596_800_000;
const latest = 253_402_300_799_999;

/** Hours begin at multiples of it. */
const hourMs = 3_600_000;

/** Whether an instant can be written down: whole milliseconds of the years 1 to 9999. */
export function isInstant(time: unknown): time is number {
  return Number.isSafeInteger(time) && (time as number) >= earliest && (time as number) <= latest;
}

/** Whether an instant is the beginning of an hour. */
export function isHour(time: unknown): time is number {
  return isInstant(time) && time % hourMs === 0;
}

/** An instant as RFC 3339 in UTC. */
export function instantText(time: number): string {
  return new Date(time).toISOString();
}

/** The instant of an RFC 3339 text in UTC, to the millisecond. Undefined: it is none. */
export function parseInstantText(text: unknown): number | undefined {
  if (typeof text !== "string" || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/.test(text)) return undefined;
  const [seconds, fraction = ""] = text.slice(0, -1).split(".");
  const time = Date.parse(`${seconds}.${fraction.padEnd(3, "0").slice(0, 3)}Z`);
  // The 30th of February is read as a day of March by some: what is written back must be what was there.
  return isInstant(time) && instantText(time).startsWith(seconds!) ? time : undefined;
}
