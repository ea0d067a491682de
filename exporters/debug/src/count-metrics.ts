import type { Range } from "@genai-collector/component";
import { Cursor, itemField, messageStart, scopeField } from "@genai-collector/pdata/wire";

/** Metrics of encoded `ResourceMetrics`, with or without points, without decoding them. Throws a `WireError`. */
export function countMetrics(ranges: readonly Range[]): number {
  let metrics = 0;
  for (const { bytes } of ranges) {
    const cursor = new Cursor(bytes, messageStart(bytes));
    while (cursor.next(bytes.length))
      if (cursor.tag === scopeField) metrics += metricsIn(bytes, cursor.start, cursor.end);
  }
  return metrics;
}

function metricsIn(bytes: Uint8Array, start: number, end: number): number {
  let metrics = 0;
  const cursor = new Cursor(bytes, start);
  while (cursor.next(end)) if (cursor.tag === itemField) metrics++;
  return metrics;
}
