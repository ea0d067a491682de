import { defineReceiver } from "@genai-collector/component";
import type { AnyFactory } from "@genai-collector/confmap";
import { describe, expect, it } from "vitest";
import { builtinFactories } from "../components.ts";
import { builtinOnDemand } from "../shipped-components.ts";
import { ConfigurationError } from "./configuration-error.ts";
import { ConfigurationLoader, type BuiltinFactories } from "./configuration-loader.ts";

async function problemsOf(text: string): Promise<readonly string[]> {
  const loader = new ConfigurationLoader({
    env: {},
    files: { read: async () => new TextEncoder().encode(text) },
    builtin: builtinFactories,
    packageDoors: () => {
      throw new Error("no packages are named");
    },
    folder: "/",
  });
  const error = await loader.load({ config: ["a.yaml"], set: [], components: [] }).catch((caught: unknown) => caught);
  if (!(error instanceof ConfigurationError)) throw new Error("expected problems");
  return error.problems.map(({ path }) => path);
}

const components = `
receivers:
  portkey:
    api_key: KEY
    loops: {analytics: {}}
  otlp:
    protocols: {http: {}}
processors: {settle: {}, guard: {}}
exporters: {debug: {verbosity: VERBOSITY}, otlp_http: {endpoint: "http://localhost:4318"}}
extensions: {file_checkpoint: {}}
service:
  extensions: [file_checkpoint]
  pipelines:
    traces: {receivers: [otlp], exporters: [debug]}
    metrics: {receivers: [portkey], processors: [guard], exporters: [otlp_http]}
`;

it("tells missing values, wrong values and broken rules together", async () => {
  const rule = "service::pipelines::metrics::processors";
  const wrong = components.replace("VERBOSITY", "loud").replace("KEY", "x");
  expect(await problemsOf(wrong)).toEqual(["exporters::debug::verbosity", rule]);
  // Whether a rule is broken by a component whose configuration is incomplete cannot be known.
  const incomplete = components.replace("VERBOSITY", "loud").replace("KEY", "${env:KEY}");
  expect(await problemsOf(incomplete)).toEqual(["receivers::portkey::api_key", "exporters::debug::verbosity"]);
});

it("tells a value that is missing alone where everything else hangs on it", async () => {
  expect(await problemsOf("receivers: ${env:RECEIVERS}\nservice: {}\n")).toEqual(["receivers"]);
});

describe("a type of somebody else's package", () => {
  const foreign = defineReceiver({
    type: "foreign",
    stability: { logs: "alpha" },
    config: { jsonSchema: {}, decode: (valid: unknown) => valid },
    create: () => ({ start: async () => undefined, shutdown: async () => undefined }),
  });

  /** Loads a configuration with a package that brings `exported`; tells what of the program was loaded for it. */
  async function loadWith(receiver: string, exported: readonly unknown[]) {
    const loaded: string[] = [];
    const tell = (factories: readonly AnyFactory[]): readonly AnyFactory[] => {
      loaded.push(...factories.map(({ type }) => type));
      return factories;
    };
    const builtin: BuiltinFactories = {
      names: builtinOnDemand.names,
      named: async (types) => tell(await builtinOnDemand.named(types)),
      all: async () => tell(await builtinOnDemand.all()),
    };
    const text = `
receivers: {${receiver}: {}}
exporters: {debug: {}}
service:
  packages: [theirs]
  pipelines: {logs: {receivers: [${receiver}], exporters: [debug]}}
`;
    const loader = new ConfigurationLoader({
      env: {},
      files: { read: async () => new TextEncoder().encode(text) },
      builtin,
      packageDoors: () => ({
        findPackage: async () => "/theirs",
        listFolders: async () => [],
        readText: async () => JSON.stringify({ name: "theirs", main: "index.js", genaiCollector: { api: 1 } }),
        importModule: async () => Object.fromEntries(exported.map((each, i) => [`factory${i}`, each])),
      }),
      folder: "/",
    });
    const error = await loader.load({ config: ["a.yaml"], set: [], components: [] }).then(
      () => undefined,
      (caught: unknown) => (caught instanceof ConfigurationError ? caught : undefined),
    );
    return { loaded, problems: error?.problems.map(({ message }) => message) ?? [] };
  }

  it("costs no component of the program's that is not named", async () => {
    expect(await loadWith("foreign", [foreign])).toEqual({ loaded: ["debug"], problems: [] });
  });

  it("is not taken for one of the program's own, though that is not loaded", async () => {
    const thief = { ...foreign, type: "otlp" };
    const { problems } = await loadWith("foreign", [foreign, thief]);
    expect(problems).toEqual([expect.stringContaining('the receiver type "otlp" belongs to this collector')]);
  });

  it("that it does not bring is told with all that there are", async () => {
    const { problems } = await loadWith("foriegn", [foreign]);
    expect(problems[0]).toContain('unknown receiver type "foriegn" (valid values: [');
    for (const type of ["foreign", "langsmith", "otlp", "portkey"]) expect(problems[0]).toContain(type);
  });
});
