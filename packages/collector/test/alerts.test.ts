import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { createService } from "@genai-collector/service";
import { VirtualRuntime, World } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { buildInfo } from "../src/build-info.ts";
import { builtinFactories } from "../src/components.ts";
import { ConfigurationLoader } from "../src/program/configuration-loader.ts";
import { serviceOptions } from "../src/program/run-collector.ts";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "..");
const read = (...names: readonly string[]): Promise<string> => readFile(join(root, ...names), "utf8");
const rules = await read("configs", "alerts", "genai-collector.rules.yaml");
const recording = await read("configs", "alerts", "genai-collector.recording.rules.yaml");
const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** What is known of a label: its closed list of values, or that it is there. */
type Labels = ReadonlyMap<string, ReadonlySet<string> | "any">;

/** What Prometheus puts on every series itself, and what is on `target_info`. */
const scraped = ["job", "instance", "namespace", "cluster"];

/** Every metric of a component, from what its factory declares. */
function declaredMetrics(): ReadonlyMap<string, Labels> {
  const found = new Map<string, Labels>();
  for (const { kind, type, instruments = {} } of builtinFactories) {
    for (const [name, { kind: shape, attributes = {} }] of Object.entries(instruments)) {
      const closed = Object.entries(attributes).map(([key, values]) => [key, new Set(values)] as const);
      const metric = `otelcol_${kind}_${type}_${name}${shape === "histogram" ? "_count" : ""}`;
      found.set(metric, new Map<string, ReadonlySet<string> | "any">([...closed, [kind, "any"]]));
    }
  }
  return found;
}

/** Every metric of the service itself, whether it has been counted or not; the values are those of its page. */
async function serviceMetrics(): Promise<ReadonlyMap<string, Labels>> {
  const world = new World();
  const yaml =
    "{receivers: {nop: {}}, exporters: {nop: {}}, service: {pipelines: {traces: {receivers: [nop], exporters: [nop]}}}}";
  const loader = new ConfigurationLoader({
    env: {},
    files: { read: () => Promise.resolve(undefined) },
    builtin: builtinFactories,
    packageDoors: () => {
      throw new Error("no packages here");
    },
    folder: "/",
  });
  const { configuration } = await loader.load({ config: [`yaml:${yaml}`], set: [], components: [] });
  const place = { runtime: new VirtualRuntime(world), build: buildInfo, writeConsole: () => undefined };
  const service = await createService(serviceOptions(configuration, place, silent));
  await world.until(service.start());
  const found = new Map<string, Map<string, ReadonlySet<string> | "any">>();
  for (const name of service.metricNames) found.set(name, new Map());
  for (const { name, series } of service.readings()) {
    for (const [key, value] of series.flatMap(({ attributes }) => Object.entries(attributes))) {
      const values = found.get(name)?.get(key);
      found.get(name)?.set(key, new Set([...(values instanceof Set ? values : []), value]));
    }
  }
  await world.until(service.shutdown());
  return found;
}

const declared = declaredMetrics();
const known = new Map<string, Labels>([...(await serviceMetrics()), ...declared]);

interface Matcher {
  readonly key: string;
  readonly operator: string;
  readonly value: string;
}

interface Selector {
  readonly text: string;
  readonly matchers: readonly Matcher[];
}

/** Every selector of every expression, with the name as a matcher. */
function selectorsOf(text: string): readonly Selector[] {
  const expressions = text.replaceAll(/^ *#.*$|^ *(?:summary|description|runbook_url|- alert|- record):[^\n]*$/gm, "");
  const found = expressions.matchAll(/(?<name>\b(?:otelcol|target_info|up)\w*\b)?(?:\{(?<labels>[^}]*)\})?/g);
  return [...found].flatMap(({ 0: whole, groups }) => {
    const { name, labels = "" } = groups as { readonly name?: string; readonly labels?: string };
    if (name === undefined && !labels.includes("__name__")) return [];
    const matchers = [...labels.matchAll(/(\w+)(=~|!~|!=|=)"([^"]*)"/g)].map(([, key, operator, value]) => ({
      key: key!,
      operator: operator!,
      value: value!,
    }));
    const named = name === undefined ? [] : [{ key: "__name__", operator: "=", value: name }];
    return [{ text: whole, matchers: [...named, ...matchers] }];
  });
}

function doesMatch({ operator, value }: Matcher, found: string): boolean {
  if (operator === "=") return found === value;
  if (operator === "!=") return found !== value;
  const isLike = new RegExp(`^(?:${value})$`).test(found);
  return operator === "=~" ? isLike : !isLike;
}

const metricsOf = ({ matchers }: Selector): readonly string[] =>
  [...known.keys()].filter((metric) =>
    matchers.filter(({ key }) => key === "__name__").every((matcher) => doesMatch(matcher, metric)),
  );

describe.each([
  ["alerts", rules],
  ["recording rules", recording],
])("%s", (_what, text) => {
  const selectors = selectorsOf(text);
  const ours = selectors.filter(({ matchers }) => !["up", "target_info"].includes(matchers[0]!.value));

  it("name metrics that the program has", () => {
    expect(selectors.length).toBeGreaterThan(15);
    for (const selector of ours) expect(metricsOf(selector), selector.text).not.toEqual([]);
  });

  it("name labels and values that these metrics can have", () => {
    for (const selector of ours) {
      const labels = metricsOf(selector).map((metric) => known.get(metric)!);
      for (const matcher of selector.matchers) {
        if (matcher.key === "__name__") continue;
        const values = labels.flatMap((each) => each.get(matcher.key) ?? []);
        const isPossible = values.some(
          (each) => each === "any" || [...each].some((value) => doesMatch(matcher, value)),
        );
        expect(isPossible, `${matcher.key}${matcher.operator}${matcher.value} of ${selector.text}`).toBe(true);
      }
    }
  });

  it("where a pattern lists values, each of them exists", () => {
    for (const selector of ours) {
      const labels = metricsOf(selector).map((metric) => known.get(metric)!);
      for (const { key, operator, value } of selector.matchers) {
        if (key === "__name__" || !operator.endsWith("~")) continue;
        const lists = labels.map((each) => each.get(key)).filter((each) => each instanceof Set);
        const all = new Set(lists.flatMap((each) => [...each]));
        for (const one of value.split("|")) expect(all.has(one), `${one} of ${selector.text}`).toBe(true);
      }
    }
  });

  it("name every polling receiver that is built in, where they name all", () => {
    const polling = ["portkey", "langsmith"];
    for (const selector of ours) {
      if (!selector.text.includes("otelcol_receiver_.+_")) continue;
      const found = metricsOf(selector);
      for (const type of polling)
        expect(
          found.filter((metric) => metric.startsWith(`otelcol_receiver_${type}_`)),
          selector.text,
        ).toHaveLength(1);
    }
  });
});

it("group by labels that the program or the scrape has", () => {
  const all = new Set([...known.values()].flatMap((labels) => [...labels.keys()]));
  // The service's metrics have these from their first count on.
  const later = [
    "items",
    "account",
    "signal",
    "component",
    "part",
    "worker",
    "exporter",
    "extension",
    "receiver",
    "processor",
  ];
  for (const [, list] of rules.matchAll(/\b(?:by|on) \(([^)]*)\)/g))
    for (const label of list!.split(/, ?/))
      expect(scraped.includes(label) || all.has(label) || later.includes(label), label).toBe(true);
});

describe("each alert", () => {
  const names = [...rules.matchAll(/^ +- alert: (\S+)$/gm)].map(([, name]) => name!);

  it("has a severity, a summary, a description of several sentences and a section of the document", async () => {
    const document = await read("packages", "docs", "alerts.md");
    for (const block of rules.split(/^ +- alert: /m).slice(1)) {
      const name = block.split("\n", 1)[0]!;
      expect(block, name).toMatch(/labels: \{ severity: (?:critical|warning) \}/);
      expect(block, name).toMatch(/summary: \S/);
      expect(/description: >-\n([^]*?)\n +runbook_url/.exec(block)?.[1]?.match(/\./g)?.length, name).toBeGreaterThan(1);
      expect(block, name).toContain(`runbook_url: packages/docs/alerts.md#${name.toLowerCase()}\n`);
      const section = new RegExp(`^### ${name}\n\n(?:(?!^### )[^])*`, "m").exec(document)?.[0] ?? "";
      for (const word of ["**Impact** ", "**First steps** "]) expect(section, name).toContain(word);
    }
  });

  it("stands in the document once, and the document has no other", async () => {
    const document = await read("packages", "docs", "alerts.md");
    expect([...document.matchAll(/^### (\S+)$/gm)].map(([, name]) => name)).toEqual(names);
    expect(new Set(names).size).toBe(names.length);
  });
});
