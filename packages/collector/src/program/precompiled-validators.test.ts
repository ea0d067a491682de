import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { decodeConfiguration, load, type DecodedConfiguration } from "@genai-collector/confmap";
import { compileValidators } from "@genai-collector/config/schema/validate";
import { expect, it, onTestFinished } from "vitest";
import { builtinFactories } from "../components.ts";
import { schemasOf, usePrecompiledValidators, validatorName } from "./precompiled-validators.ts";

async function moduleOf(source: string): Promise<string> {
  // Below the package, so that what the module imports is found.
  const folder = await mkdtemp(join(import.meta.dirname, "../../node_modules/.compiled-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, "validators.mjs");
  await writeFile(path, source);
  return pathToFileURL(path).href;
}

async function decode(text: string): Promise<DecodedConfiguration> {
  const read = await load(["a.yaml"], { env: {}, readFile: async () => new TextEncoder().encode(text) });
  if (!("tree" in read)) throw new Error("the text is YAML");
  return decodeConfiguration(read.tree, builtinFactories);
}

const wrong = `
receivers:
  otlp: {protocols: {http: {max_request_body_size: many}}}
  portkey: {api_key: 5, loops: {analytics: {graphs: [cost, cost], metric_prefix: ""}}}
exporters: {otlp_http: {endpoint: ftp://x, headers: {"a b": c}}, debug: {verbosity: loud}}
service: {telemetry: {logs: {level: loud}}, shutdown_timeout: 5, pipelines: {traces: {receivers: [otlp], exporters: [debug]}}}
`;

it("validators that the build compiled say what those say that are compiled at the start", async () => {
  // A schema's own validator is kept once it is used: the registered ones are asked second.
  const atStart = await decode(wrong);
  const schemas = Object.fromEntries(schemasOf(builtinFactories).map((schema) => [validatorName(schema), schema]));
  await usePrecompiledValidators(builtinFactories, await moduleOf(compileValidators(schemas)));
  expect(await decode(wrong)).toEqual(atStart);
  expect("problems" in atStart && atStart.problems.length).toBeGreaterThan(8);
});

it("a validator of another schema is not used", async () => {
  const other = validatorName({ ...schemasOf(builtinFactories)[0]!, description: "another" });
  const from = await moduleOf(`export const ${other} = () => { throw new Error("the wrong one"); };`);
  await usePrecompiledValidators(builtinFactories, from);
  expect("problems" in (await decode(wrong))).toBe(true);
});

it("a program that was not built goes without", async () => {
  await usePrecompiledValidators(builtinFactories, "file:///nowhere/validators.js");
});
