import type { LogFieldTraits } from "@genai-collector/component";
import { map } from "@genai-collector/config/schema";
import { validateConfig } from "@genai-collector/config/schema/validate";
import { describe, expect, it } from "vitest";
import { definePollingReceiver, pollingConfig, snapshot, windowed, type Loop } from "../src/index.ts";
import { LoopScene, vendorUrl } from "./loop-scene.ts";

const minute = 60_000;

const records = (name: string, fields: readonly LogFieldTraits[] | undefined, releases: readonly string[] = []): Loop =>
  windowed({
    name,
    cadenceMs: minute,
    bootstrapMs: minute,
    maxBackfillMs: 10 * minute,
    windowMs: minute,
    settleMs: 0,
    fields,
    releases,
    collect: async () => ({ records: [] }),
  });
const values = (name: string, requestsPerPoll = 1, releases: readonly string[] = []): Loop =>
  snapshot({
    name,
    cadenceMs: minute,
    bucketMs: minute,
    series: [],
    requestsPerPoll,
    releases,
    collect: async () => [],
  });

const field = (name: string, change: Partial<LogFieldTraits> = {}): LogFieldTraits => ({
  name,
  on: "record",
  type: "string",
  doc: "Said of it.",
  ...change,
});

/** What is told at start, of fields. */
async function toldAtStart(loops: readonly Loop[]): Promise<readonly string[]> {
  const scene = new LoopScene(loops);
  await scene.start();
  return scene.recorded.logs
    .filter(({ message }) => message.includes("leave"))
    .map(({ level, message }) => `${level}: ${message}`);
}

describe("at start, each loop whose fields leave says which", () => {
  it("its records' fields, with their types, and what was opted in", async () => {
    const fields = [field("acme.id"), field("acme.tokens", { type: "int" }), field("acme.error", { optIn: true })];
    expect(await toldAtStart([records("runs", fields, ["acme.error", "acme.tag"]), values("usage")])).toEqual([
      "info: Of loop runs these fields leave: acme.id (string), acme.tokens (int), acme.error (string, opted in), acme.tag (released, opted in)",
    ]);
  });

  it("one line for each loop; of a metrics loop what the user opened; none where nothing was", async () => {
    expect(
      await toldAtStart([records("a", [field("x")]), records("b", undefined), values("c", 1, ["key"]), values("d")]),
    ).toEqual([
      "info: Of loop a these fields leave: x (string)",
      "info: Of loop c these fields leave: key (released, opted in)",
    ]);
  });
});

describe("a budget that the loops cannot fit into", () => {
  const factory = (loops: readonly Loop[]) =>
    definePollingReceiver({
      type: "acme",
      stability: { metrics: "alpha" },
      config: map(pollingConfig).check((config, problem) => {
        if (config.rate_limit.burst === 99) problem("rate_limit::burst", "must not be 99");
      }),
      loopNames: loops.map(({ name }) => name),
      source: () => ({ endpoint: vendorUrl }),
      loops: () => loops,
    });
  const problemsOf = (loops: readonly Loop[], config: object): readonly string[] => {
    const checked = validateConfig(factory(loops).config, config);
    return "problems" in checked ? checked.problems.map(({ path, message }) => `${path.join("::")} ${message}`) : [];
  };
  const loops = [values("a", 60), values("b", 30)];

  it("is a problem of the configuration, at the key that bounds it", () => {
    expect(problemsOf(loops, { rate_limit: { requests_per_second: 1 } })).toEqual([
      "rate_limit::requests_per_second must be at least 1.5, 0.5 more: the loops send a 60 every 60s, b 30 every 60s. " +
        "Raise it, or poll a every 120s or less often, or let it ask for less",
    ]);
    expect(problemsOf(loops, {})).toHaveLength(1);
    expect(problemsOf(loops, { rate_limit: { requests_per_second: 1.5 } })).toEqual([]);
  });

  it("is looked for once everything else is well", () => {
    expect(problemsOf(loops, { rate_limit: { burst: 99 } })).toEqual(["rate_limit::burst must not be 99"]);
    const [problem, ...more] = problemsOf(loops, { rate_limit: { requests_per_second: "many" } });
    expect([problem, more]).toEqual([expect.stringContaining("rate_limit::requests_per_second"), []]);
  });

  it("loops that cannot be made of the configuration are told when they are made", () => {
    const broken = definePollingReceiver({
      type: "acme",
      stability: { metrics: "alpha" },
      config: map(pollingConfig),
      loopNames: ["a"],
      source: () => ({ endpoint: vendorUrl }),
      loops: () => {
        throw new Error("no such field");
      },
    });
    expect(validateConfig(broken.config, {})).toMatchObject({ config: { rate_limit: { burst: 3 } } });
  });
});
