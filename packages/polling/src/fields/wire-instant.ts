import { isDigit, minus, plus, point, zero } from "./ascii.ts";

/** The first instant that OTLP's unsigned 64 bits cannot hold. */
const endOfTime = 2n ** 64n;
const nanosPerSecond = 1_000_000_000n;
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const daysOfMonth = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
/** The last day of it can be 1970 in UTC. */
const firstYear = 1969;
const maxFractionDigits = 9;

/**
 * Nanoseconds since 1970, exactly, of a time as platforms write it; undefined for what is none, or does not fit into
 * OTLP's 64 bits. Either RFC 3339 with up to nine digits of a second, where a space may stand for the `T` and a missing
 * zone is UTC; or the text of a JavaScript `Date`: `Tue Feb 03 2026 09:31:07 GMT+0000 (Coordinated Universal Time)`.
 * A leap second has no instant of its own, and is none.
 */
export function parseInstant(bytes: Buffer, from: number, to: number): bigint | undefined {
  return isDigit(bytes[from]!) ? parseRfc3339(bytes, from, to) : parseDateText(bytes, from, to);
}

/** `2026-02-03T09:31:07.481205Z` */
function parseRfc3339(bytes: Buffer, from: number, to: number): bigint | undefined {
  const separator = bytes[from + 10];
  const isShaped =
    to - from >= 19 &&
    bytes[from + 4] === minus &&
    bytes[from + 7] === minus &&
    (separator === 0x54 || separator === 0x74 || separator === 0x20);
  if (!isShaped) return undefined;
  const day = epochDay(number(bytes, from, 4), number(bytes, from + 5, 2), number(bytes, from + 8, 2));
  const seconds = day * 86_400 + secondOfDay(bytes, from + 11);
  let zone = from + 19;
  let nanos = 0;
  if (zone < to && bytes[zone] === point) {
    const fraction = ++zone;
    while (zone < to && isDigit(bytes[zone]!)) zone++;
    const digits = zone - fraction;
    if (digits === 0 || digits > maxFractionDigits) return undefined;
    nanos = number(bytes, fraction, digits) * 10 ** (maxFractionDigits - digits);
  }
  return instantOf(seconds - zoneOffset(bytes, zone, to), nanos);
}

/** Seconds east of UTC; `Z` and nothing at all are UTC. NaN for what is no zone. */
function zoneOffset(bytes: Buffer, from: number, to: number): number {
  if (from === to || (from + 1 === to && (bytes[from]! | 0x20) === 0x7a)) return 0;
  if (from + 6 !== to || bytes[from + 3] !== 0x3a) return Number.NaN;
  return offset(bytes[from]!, number(bytes, from + 1, 2), number(bytes, from + 4, 2));
}

/** `Tue Feb 03 2026 09:31:07 GMT+0000`, and a name in brackets that is not looked at. The weekday is not, either. */
function parseDateText(bytes: Buffer, from: number, to: number): bigint | undefined {
  if (to - from < 33 || bytes.toString("latin1", from + 25, from + 28) !== "GMT") return undefined;
  const isEnd = to === from + 33 || (bytes[from + 33] === 0x20 && bytes[from + 34] === 0x28 && bytes[to - 1] === 0x29);
  const isSpaced = [3, 7, 10, 15, 24].every((at) => bytes[from + at] === 0x20);
  if (!isEnd || !isSpaced) return undefined;
  const month = months.indexOf(bytes.toString("latin1", from + 4, from + 7)) + 1;
  const day = epochDay(number(bytes, from + 11, 4), month, number(bytes, from + 8, 2));
  const east = offset(bytes[from + 28]!, number(bytes, from + 29, 2), number(bytes, from + 31, 2));
  return instantOf(day * 86_400 + secondOfDay(bytes, from + 16) - east, 0);
}

function offset(sign: number, hours: number, minutes: number): number {
  if (!(hours < 24 && minutes < 60) || (sign !== plus && sign !== minus)) return Number.NaN;
  return (sign === minus ? -60 : 60) * (hours * 60 + minutes);
}

/** `09:31:07`; NaN where it is none. */
function secondOfDay(bytes: Uint8Array, from: number): number {
  const [hours, minutes, seconds] = [number(bytes, from, 2), number(bytes, from + 3, 2), number(bytes, from + 6, 2)];
  const isShaped = bytes[from + 2] === 0x3a && bytes[from + 5] === 0x3a;
  return isShaped && hours < 24 && minutes < 60 && seconds < 60 ? (hours * 60 + minutes) * 60 + seconds : Number.NaN;
}

/** Days since 1970-01-01; NaN for a date that the calendar does not have. */
function epochDay(year: number, month: number, day: number): number {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const lastDay = month === 2 && isLeap ? 29 : daysOfMonth[month - 1];
  if (lastDay === undefined || !(year >= firstYear && day >= 1 && day <= lastDay)) return Number.NaN;
  return Date.UTC(year, month - 1, day) / 86_400_000;
}

/** NaN where a byte is no digit. */
function number(bytes: Uint8Array, from: number, digits: number): number {
  let value = 0;
  for (let at = from; at < from + digits; at++)
    value = isDigit(bytes[at]!) ? value * 10 + bytes[at]! - zero : Number.NaN;
  return value;
}

function instantOf(seconds: number, nanos: number): bigint | undefined {
  if (!(seconds >= 0)) return undefined;
  const instant = BigInt(seconds) * nanosPerSecond + BigInt(nanos);
  return instant < endOfTime ? instant : undefined;
}
