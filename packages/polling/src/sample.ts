import type { Instant, LogRecord } from "@genai-collector/component";

/** String attributes by name, in any order: they are sorted before they are encoded. */
export type Labels = Readonly<Record<string, string>>;

/** One gauge value of one bucket. */
export interface Sample {
  /** The metric's name; one of the loop's declared `series`. */
  readonly series: string;
  /** UCUM. Absent: the unit that `series` declares. */
  readonly unit?: string | undefined;
  readonly labels: Labels;
  /** Finite: anything else is a malformed answer. */
  readonly value: number;
  /** End of the bucket, a multiple of the loop's `bucketMs`: the data point's timestamp. */
  readonly bucketEnd: Instant;
}

/** One log record of a page. Its observed time is set by the loop: whatever the author sets is overwritten. */
export interface PolledRecord extends LogRecord {
  /** Attributes that go on the resource, beside the identity; they win over it. */
  readonly resource?: Labels | undefined;
}
