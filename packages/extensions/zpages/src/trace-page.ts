import type { SpanSample } from "@genai-collector/component";
import { durationText } from "./durations.ts";
import { html, table, type Html } from "./html.ts";

/** From where on a latency belongs to a column, in milliseconds. */
const latencies = [0, 0.01, 0.1, 1, 10, 100, 1_000, 10_000, 60_000] as const;
const latencyNames = [">0", ">10µs", ">100µs", ">1ms", ">10ms", ">100ms", ">1s", ">10s", ">1m"] as const;

/** What is asked of the page: one name, and of it one column. */
export interface TraceQuery {
  readonly name: string | null;
  /** A latency's name, `running` or `error`; null: all. */
  readonly column: string | null;
}

/** Samples of the collector's own work: a table of names by latency, and below it the samples that were asked for. */
export function tracePage(samples: readonly SpanSample[], { name, column }: TraceQuery): Html {
  const names = [...new Set(samples.map((sample) => sample.name))].sort();
  const rows = names.map((each) => {
    const own = samples.filter((sample) => sample.name === each);
    return [html`<code>${each}</code>`, ...columns.map((which) => countLink(each, which, own))];
  });
  const summary = table(
    ["Work", ...columns],
    rows,
    columns.map((_, index) => index + 1),
  );
  if (name === null)
    return html`${summary}
      <p>A few samples of each kind are kept. A number leads to them.</p>`;
  const chosen = samples.filter((sample) => sample.name === name && (column === null || columnOf(sample) === column));
  return html`${summary}
    <h2>${name}${column === null ? "" : `, ${column}`}</h2>
    ${samplesTable(chosen)}`;
}

const columns: readonly string[] = ["running", ...latencyNames, "error"];

function columnOf({ durationMs, error }: SpanSample): string {
  if (durationMs === undefined) return "running";
  if (error !== undefined) return "error";
  return latencyNames[latencies.findLastIndex((from) => durationMs >= from)] ?? latencyNames[0];
}

function countLink(name: string, column: string, samples: readonly SpanSample[]): Html | string {
  const count = samples.filter((sample) => columnOf(sample) === column).length;
  if (count === 0) return "";
  const query = new URLSearchParams({ name, column });
  return html`<a href="/debug/tracez?${query.toString()}">${count}</a>`;
}

function samplesTable(samples: readonly SpanSample[]): Html {
  const rows = samples.map(({ startedAt, durationMs, error }) => [
    new Date(startedAt).toISOString(),
    durationMs === undefined ? "under way" : durationText(durationMs),
    error ?? "",
  ]);
  return table(["Started", "Took", "Error"], rows);
}
