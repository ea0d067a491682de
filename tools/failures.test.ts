import { readFileSync } from "node:fs";
import { glob, readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";

const root = new URL("../", import.meta.url);
const page = await readFile(new URL("packages/docs/failures.md", root), "utf8");

interface Row {
  readonly failure: string;
  /** Names of metrics, without attributes. */
  readonly metrics: readonly string[];
  readonly tests: readonly { readonly file: string; readonly name: string }[];
}

const rows: readonly Row[] = page
  .split("\n")
  .filter((line) => /^\| F\d/.test(line))
  .map((line) => {
    const [, failure = "", , seen = "", held = ""] = line.split(/(?<!\\)\|/).map((cell) => cell.trim());
    const tests = held.split("<br>").map((one) => {
      const [, file = "", name = ""] = /^`([^`]+)`: (.+)$/.exec(one) ?? [];
      return { file, name };
    });
    return { failure, metrics: [...seen.matchAll(/\botelcol_[a-z_<>]+/g)].map(([name]) => name), tests };
  });

/** Where the instruments of a metric are declared, by the beginning of its name. */
const homes: readonly (readonly [prefix: string, ...sources: readonly string[]])[] = [
  ["otelcol_receiver_<type>_", "packages/polling/src/polling-instruments.ts"],
  ["otelcol_receiver_portkey_", "receivers/portkey/src/**/*telemetry.ts"],
  ["otelcol_processor_settle_", "processors/settle/src/telemetry.ts"],
  ["otelcol_processor_guard_", "processors/guard/src/telemetry.ts"],
  ["otelcol_exporter_otlp_http_", "exporters/otlp-http/src/telemetry.ts", "packages/exporterhelper/src/telemetry.ts"],
  ["otelcol_extension_<elector>_", "packages/coordination/src/election/election-instruments.ts"],
  ["otelcol_extension_<store>_", "packages/coordination/src/checkpoint/checkpoint-instruments.ts"],
];
/** What the service itself measures stands there under its whole name, or is one of three for each outcome. */
const shared = "packages/service/src/**/*.ts";

async function isDeclared(metric: string): Promise<boolean> {
  const [prefix, ...sources] = homes.find(([begin]) => metric.startsWith(begin)) ?? ["", shared];
  const name = metric.slice(prefix.length);
  const outcome = /^otelcol_(exporter_(?:sent|send_failed|enqueue_failed))_(?:spans|metric_points|log_records)$/.exec(
    name,
  );
  const wanted = prefix === "" ? `"${outcome?.[1] ?? name}"` : ` ${name}: {`;
  for await (const path of glob([...sources], { cwd: root.pathname })) {
    if (!path.endsWith(".test.ts") && readFileSync(new URL(path, root), "utf8").includes(wanted)) return true;
  }
  return false;
}

describe("packages/docs/failures.md", () => {
  it("has each failure once, in the order of their numbers", () => {
    const numbers = rows.map(({ failure }) => Number(/^F(\d+) /.exec(failure)![1]));
    expect(numbers).toEqual(Array.from({ length: 47 }, (_, index) => index + 1));
  });

  it.each(rows.flatMap(({ failure, tests }) => tests.map((test) => ({ failure, ...test }))))(
    "$failure: $file has the test",
    async ({ file, name }) => {
      expect([file, name]).not.toContain("");
      const source = await readFile(new URL(file, root), "utf8");
      // Within the quotes of a test's name.
      expect(source.replaceAll('\\"', '"')).toContain(name);
    },
  );

  it.each([...new Set(rows.flatMap(({ metrics }) => metrics))])("%s is a metric", async (metric) => {
    expect([metric, await isDeclared(metric)]).toEqual([metric, true]);
  });

  it("finds out what is no metric", async () => {
    expect(await Promise.all(["otelcol_receiver_<type>_lags", "otelcol_process_mood"].map(isDeclared))).toEqual([
      false,
      false,
    ]);
  });
});
