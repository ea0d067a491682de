import { expect, it } from "vitest";
import { builtinFactories } from "../components.ts";
import { ConfigurationError } from "./configuration-error.ts";
import { ConfigurationLoader } from "./configuration-loader.ts";

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
