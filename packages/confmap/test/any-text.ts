import * as fc from "fast-check";
import { expect } from "vitest";
import { decodeConfiguration, effectiveTree, formatProblems, formatWarning, renderYaml } from "../src/index.ts";
import { factories } from "./factories.ts";
import { loadText, type World } from "./load-text.ts";

/** Loads, decodes, renders: whatever a user's file leads to. Throws only on a bug. */
export async function run(text: string, world: World = {}): Promise<"good" | "bad"> {
  const loaded = await loadText(text, world);
  loaded.warnings.map(formatWarning);
  if ("problems" in loaded) {
    expect(loaded.problems.length).toBeGreaterThan(0);
    expect(formatProblems(loaded.problems)).not.toMatch(/\[object|undefined/);
    return "bad";
  }
  renderYaml(loaded.tree, { redact: true });
  const decoded = decodeConfiguration(loaded.tree, factories);
  decoded.warnings.map(formatWarning);
  if ("problems" in decoded) {
    expect(decoded.problems.length).toBeGreaterThan(0);
    formatProblems(decoded.problems);
    return "bad";
  }
  renderYaml(effectiveTree(decoded.configuration), { redact: false });
  return "good";
}

const words =
  "receivers processors exporters connectors extensions service pipelines traces otlp batch debug otlp_http portkey " +
  "telemetry enabled storage __proto__ constructor timeout x ~ null 0123 1e9 yes true 5s gzip";
const marks =
  ": ·:\n  ·:\n    ·\n·\n  ·\n    - ·- ·? ·, ·{·}·[·]·\"·'·|\n·>-\n·#·&a ·*a·<<: ·!!str ·!!int ·!x ·---\n·...\n·%YAML 1.2\n·" +
  "${env:A}·${B}·${file:f}·${yaml:{a: ·${·$$·$·:-·\t·\r\n·\u0000·\uFEFF·é·\ud800";
const fragments = fc.constantFrom(...words.split(" "), ...marks.split("·"));

/** Texts of the characters and words that YAML and configurations are made of. */
export const soup = fc.array(fragments, { maxLength: 40 }).map((parts) => parts.join(""));
/** Variables and files that the texts may name. */
export const world: World = {
  env: { A: "{a: ['${B}']}", B: "b: ${env:C:-${A}}", C: "" },
  files: { f: "receivers: {otlp: }\nx: '${A}'\n" },
};

const value = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom("${A}", "${env:B}", "otlp", "debug", "5s", null, {}, [], ["otlp"], ["debug"]),
);
const keys =
  "otlp otlp/x batch debug otlphttp forward file_storage protocols http endpoint traces receivers exporters processors " +
  "extensions pipelines telemetry resource readers packages a-b";
const key = fc.constantFrom(...keys.split(" "), "");
const level = (inner: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.oneof(value, fc.dictionary(key, inner, { maxKeys: 4 }));
const sections = fc.constantFrom("receivers", "processors", "exporters", "connectors", "extensions", "service", "x");
/** Trees that are nearly configurations, as JSON, which is YAML. */
export const nearly = fc.dictionary(sections, level(level(level(value)))).map((tree) => JSON.stringify(tree));

const good = `
receivers: { otlp: { protocols: { http: , grpc: { endpoint: "0.0.0.0:4317" } } } }
processors: &p
  batch: { timeout: 1s, send_batch_size: 10 }
exporters:
  otlphttp/x: { endpoint: "\${env:NONE:-https://h}", headers: [{ name: a, value: "\${env:B}" }] }
  debug:
service:
  workers: 2
  pipelines:
    traces: { receivers: [otlp], processors: [batch], exporters: [otlphttp/x, debug] }
`;

/** A good configuration with pieces taken out, doubled or put in. */
export const mutated = fc
  .array(fc.tuple(fc.nat(good.length), fc.nat(12), fc.oneof(fc.constant(""), fragments)), { maxLength: 4 })
  .map((edits) => edits.reduce((text, [at, length, put]) => text.slice(0, at) + put + text.slice(at + length), good));
