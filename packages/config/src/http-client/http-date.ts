import type { Instant } from "@genai-collector/component";

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const clock = String.raw`(?<hour>\d\d):(?<minute>\d\d):(?<second>\d\d)`;

/** The three forms of RFC 9110 §5.6.7; the two that are obsolete are still to be read. All are in UTC. */
const forms = [
  new RegExp(String.raw`^[A-Z][a-z]{2}, (?<day>\d\d) (?<month>[A-Z][a-z]{2}) (?<year>\d{4}) ${clock} GMT$`),
  new RegExp(String.raw`^[A-Z][a-z]{5,8}, (?<day>\d\d)-(?<month>[A-Z][a-z]{2})-(?<year>\d\d) ${clock} GMT$`),
  new RegExp(String.raw`^[A-Z][a-z]{2} (?<month>[A-Z][a-z]{2}) (?<day>[ \d]\d) ${clock} (?<year>\d{4})$`),
];

/** Reads an HTTP date. Undefined for anything else, a date that is not in the calendar included. `now` completes a year of two digits. */
export function tryParseHttpDate(text: string, now: Instant): Instant | undefined {
  const parts = forms.map((form) => form.exec(text)?.groups).find((groups) => groups !== undefined);
  if (parts === undefined) return undefined;
  const [day, hour, minute, second] = [parts["day"], parts["hour"], parts["minute"], parts["second"]].map(Number);
  const month = months.indexOf(parts["month"]!);
  const year = fullYear(parts["year"]!, now);
  const instant = Date.UTC(year, month, day, hour, minute, second);
  const read = new Date(instant);
  // `Date.UTC` carries 31 February over into March, and 25:00 into the next day. A leap second is a second.
  const isInCalendar = month >= 0 && hour! < 24 && minute! < 60 && second! <= 60 && day! >= 1;
  return isInCalendar && (read.getUTCDate() === day || second === 60) ? instant : undefined;
}

/** What would be more than 50 years ahead is in the past. */
function fullYear(digits: string, now: Instant): number {
  if (digits.length === 4) return Number(digits);
  const thisYear = new Date(now).getUTCFullYear();
  const year = Math.floor(thisYear / 100) * 100 + Number(digits);
  return year > thisYear + 50 ? year - 100 : year;
}
