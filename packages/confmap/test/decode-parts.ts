import { decodeConfiguration, type Configuration, type DecodedConfiguration } from "../src/index.ts";
import { factories } from "./factories.ts";
import { treeOf, type World } from "./load-text.ts";

/** Sections of a configuration as flow YAML; undefined takes one out. */
export type Parts = Readonly<Record<string, string | undefined>>;

/** The smallest that runs; parts can be put in its place. */
const base: Parts = {
  receivers: "{otlp: {protocols: {http: }}}",
  exporters: "{debug: }",
  service: "{pipelines: {traces: {receivers: [otlp], exporters: [debug]}}}",
};

/** Decodes a configuration of these parts, one a line. */
export async function decode(parts: Parts, world: World = {}): Promise<DecodedConfiguration> {
  const entries = Object.entries({ ...base, ...parts }).filter(([, value]) => value !== undefined);
  const text = entries.map(([key, value]) => `${key}: ${value}\n`).join("");
  return decodeConfiguration(await treeOf(text, world), factories);
}

/** Its configuration; throws when there are problems. */
export async function configurationOf(parts: Parts, world: World = {}): Promise<Configuration> {
  const decoded = await decode(parts, world);
  if ("configuration" in decoded) return decoded.configuration;
  throw new Error(decoded.problems.map(({ path, message }) => `${path}: ${message}`).join("\n"));
}

/** Its problems, each as `path: message`. */
export async function problemsOf(parts: Parts, world: World = {}): Promise<string[]> {
  const decoded = await decode(parts, world);
  return "problems" in decoded ? decoded.problems.map(({ path, message }) => `${path}: ${message}`) : [];
}
