import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeConfiguration, effectiveTree, formatProblems, load, renderYaml } from "../src/index.ts";
import { mutated, nearly, run, soup, world } from "./any-text.ts";
import { factories } from "./factories.ts";
import { doors, loadText } from "./load-text.ts";

describe("any text", () => {
  const runs = { numRuns: 400, interruptAfterTimeLimit: 4_000 };

  it("of YAML's own characters leads to a configuration or to problems, never to a crash", async () => {
    await fc.assert(
      fc.asyncProperty(soup, async (text) => void (await run(text, world))),
      runs,
    );
  });

  it("at all leads to problems", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "binary", maxLength: 200 }), async (text) => void (await run(text))),
      runs,
    );
  });

  it("that is nearly a configuration leads to one, or to problems", async () => {
    await fc.assert(
      fc.asyncProperty(nearly, async (text) => void (await run(text, world))),
      runs,
    );
  });

  it("that was a configuration leads to one, or to problems; both do happen", async () => {
    const results = new Set<string>();
    await fc.assert(
      fc.asyncProperty(mutated, async (text) => void results.add(await run(text, world))),
      runs,
    );
    expect([...results].toSorted()).toEqual(["bad", "good"]);
  });

  it("as a --set option leads to a configuration or to problems", async () => {
    const load1 = async (set: readonly string[]) => {
      const loaded = await load([], doors({ ...world, set }));
      if ("tree" in loaded) decodeConfiguration(loaded.tree, factories);
    };
    await fc.assert(fc.asyncProperty(fc.array(soup, { minLength: 1, maxLength: 3 }), load1), runs);
  });

  it("of bytes that are no UTF-8 is told as such", async () => {
    const readFile = async () => new Uint8Array([0x61, 0x3a, 0xff]);
    const loaded = await load(["c.yaml"], { env: {}, readFile });
    expect("problems" in loaded && loaded.problems[0]!.message).toContain("not UTF-8");
  });

  it("that is good stays good through rendering: what is printed can be loaded", async () => {
    const text =
      "receivers: {otlp: {protocols: {http: }}}\nexporters: {otlp_http: {endpoint: '0123', headers: {a: 'null'}, compression: none}}\n" +
      "service: {pipelines: {traces: {receivers: [otlp], exporters: [otlp_http]}}}\n";
    const once = await effective(text);
    expect(await effective(once)).toBe(once);
  });
});

async function effective(text: string): Promise<string> {
  const loaded = await loadText(text);
  const decoded = "tree" in loaded ? decodeConfiguration(loaded.tree, factories) : loaded;
  if ("problems" in decoded) throw new Error(formatProblems(decoded.problems));
  return renderYaml(effectiveTree(decoded.configuration), { redact: false });
}

describe("many mistakes", () => {
  it.each([
    ["unknown sections", () => Array.from({ length: 20_000 }, (_, index) => `section_${index}: 1\n`).join("")],
    [
      "unknown keys",
      () =>
        `processors:\n  batch:\n${Array.from({ length: 20_000 }, (_, index) => `    send_batch_siz${index}: 1\n`).join("")}`,
    ],
    [
      "unknown types",
      () => `processors:\n${Array.from({ length: 20_000 }, (_, index) => `  batc${index}: 1\n`).join("")}`,
    ],
    [
      "references to nothing",
      () =>
        `service: {pipelines: {traces: {receivers: [${Array.from({ length: 20_000 }, (_, index) => `x${index}`).join(", ")}]}}}`,
    ],
    ["unset variables", () => `a:\n${Array.from({ length: 9_000 }, (_, index) => `  - \${V${index}}\n`).join("")}`],
    ["keys that are there twice", () => "a: 1\n".repeat(20_000)],
  ])("%s are told within seconds", async (_name, text) => {
    const started = performance.now();
    expect(await run(text())).toBe("bad");
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});
