/** Nanoseconds of a millisecond. */
export const nanosPerMilli = 1_000_000n;

/** RFC 3339 in UTC with microseconds, as the platform keeps them: `2026-03-02T09:12:07.481205Z`. What is finer is cut off. */
export function microTime(nanos: bigint): string {
  const millis = nanos / nanosPerMilli;
  const micros = Number((nanos - millis * nanosPerMilli) / 1_000n);
  return `${new Date(Number(millis)).toISOString().slice(0, 23)}${String(micros).padStart(3, "0")}Z`;
}
