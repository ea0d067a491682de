import { describe, expect, it } from "vitest";
import { decodeConfiguration } from "../src/index.ts";
import { decode, type Parts } from "./decode-parts.ts";
import { factories } from "./factories.ts";
import { loadText } from "./load-text.ts";

describe("a value that a reference should have brought", () => {
  const configuration = (receivers: string): string =>
    `receivers: ${receivers}\nexporters: {debug: }\nservice: {pipelines: {traces: {receivers: [otlp], exporters: [debug]}}}\n`;

  it.each([
    ["inside of a component", "{otlp: {protocols: {http: {endpoint: '${env:A}'}}}}", true],
    ["that is a whole component", "{otlp: '${env:A}'}", false],
    ["that is a whole section", "${env:A}", false],
  ])("%s: is there a tree to look at? (%s, %s)", async (_name, receivers, hasPartial) => {
    const loaded = await loadText(configuration(receivers));
    expect("problems" in loaded && loaded.problems).toHaveLength(1);
    expect("partial" in loaded).toBe(hasPartial);
  });

  it("of the service leaves none", async () => {
    const loaded = await loadText(
      `${configuration("{otlp: {protocols: {http: }}}")}extensions: {}\n`.replace("[otlp]", "'${env:A}'"),
    );
    expect("problems" in loaded && loaded.problems).toHaveLength(1);
    expect("partial" in loaded).toBe(false);
  });

  it("is told once, beside what else is wrong in the component", async () => {
    const loaded = await loadText(configuration("{otlp: {protocols: {http: {endpoint: '${env:A}'}, htpp: {}}}}"));
    if (!("problems" in loaded) || loaded.partial === undefined) throw new Error("the variable is not there");
    const decoded = decodeConfiguration(loaded.partial, factories, loaded.problems);
    expect("problems" in decoded && decoded.problems.map(({ path }) => path)).toEqual([
      "receivers::otlp::protocols::http::endpoint",
      "receivers::otlp::protocols::htpp",
    ]);
  });
});

describe("the part of a configuration that is well", () => {
  const two: Parts = {
    receivers: "{otlp: {protocols: {http: }}, otlp/2: {protocols: {http: }}}",
    processors: "{batch: , batch/bad: {timeout: soon}}",
    connectors: "{forward: , forward/2: }",
  };

  async function healthy(pipelines: string): Promise<readonly string[] | undefined> {
    const decoded = await decode({ ...two, service: `{pipelines: {${pipelines}}}` });
    if (!("problems" in decoded)) throw new Error("one processor has a bad timeout");
    return decoded.healthy && [...decoded.healthy.pipelines.keys()];
  }

  it("has the pipelines whose components are well", async () => {
    const bad = "traces: {receivers: [otlp], processors: [batch/bad], exporters: [debug]}";
    const good = "traces/2: {receivers: [otlp/2], processors: [batch], exporters: [debug]}";
    expect(await healthy(`${bad}, ${good}`)).toEqual(["traces/2"]);
  });

  it("has no pipeline that refers to what is not there", async () => {
    const bad = "traces: {receivers: [otlp, otpl], exporters: [debug]}";
    const good = "traces/2: {receivers: [otlp/2], exporters: [debug]}";
    expect(await healthy(`${bad}, ${good}`)).toEqual(["traces/2"]);
  });

  it("has no pipeline that a connector joins, over however many others, to one that was left out", async () => {
    const bad = "traces: {receivers: [otlp], processors: [batch/bad], exporters: [forward]}";
    const next = "traces/2: {receivers: [forward], exporters: [forward/2]}";
    const last = "traces/3: {receivers: [forward/2], exporters: [debug]}";
    const good = "traces/4: {receivers: [otlp/2], exporters: [debug]}";
    expect(await healthy(`${last}, ${bad}, ${next}, ${good}`)).toEqual(["traces/4"]);
  });

  it("is not there when the service itself cannot be read", async () => {
    const decoded = await decode({ service: "{pipelines: {}, workers: many}" });
    expect("problems" in decoded && decoded.healthy).toBe(undefined);
  });
});
