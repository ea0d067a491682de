import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { quickStart, reconciliationOf, type LoopRow, type QuickStartRun } from "../src/quickstart-run.ts";
import { Stage } from "../src/stage.ts";
import { workspace } from "../src/workspace.ts";

const program = join(workspace, "packages", "quickstart", "dist", "cli.js");
const npmStart = join(workspace, "scripts", "start.mjs");
const configOf = (name: string): string => join(workspace, "configs", `${name}.yaml`);

/** The loops of each file, and what each delivers at the least in a minute and a half: on a Sunday before dawn. */
const loops = {
  "portkey-full": { "portkey analytics": 400, "portkey groups": 12, "portkey logs_export": 300 },
  langsmith: { "langsmith sessions": 300, "langsmith runs": 60, "langsmith usage": 48 },
  "ai-platforms": { "portkey analytics": 400, "langsmith sessions": 300, "langsmith usage": 48 },
} as const;
const names = ["portkey-full", "langsmith", "ai-platforms"] as const;

/** What the sink does wrong to what comes first, and a text that it takes for content. */
const spoils = { losePoints: 3, repeatPoints: 2, loseRecords: 5, repeatRecords: 4 };
const spoiled = {
  "portkey-full": {
    points: "portkey analytics",
    records: "portkey logs_export",
    forbidden: "portkey_api_requests_by_",
  },
  langsmith: { points: "langsmith sessions", records: "langsmith runs", forbidden: "langsmith_usage_traces" },
} as const;

/** Without the keys that a developer may have in his environment. */
const noKeys = { PORTKEY_API_KEY: undefined, LANGSMITH_API_KEY: undefined };

/** The sums that tell what is wrong. */
function troublesOf(rows: readonly LoopRow[]) {
  const sum = (of: (row: LoopRow) => number): number => rows.reduce((total, row) => total + of(row), 0);
  return {
    missing: sum((row) => row.missing),
    duplicated: sum((row) => row.duplicated),
    wrong: sum((row) => row.wrong),
  };
}

describe("the quick start with a configuration", () => {
  let stage: Stage;
  const clean = new Map<string, QuickStartRun>();
  const bad = new Map<string, QuickStartRun>();

  // All at once: most of the time they wait.
  beforeAll(async () => {
    stage = await Stage.openUntilClosed();
    const cleanRuns = names.map(async (name) => {
      const start = name === "ai-platforms" ? npmStart : program;
      const args = [start, "--config", configOf(name), "--for", "90s"];
      clean.set(name, await quickStart(stage, name, args, noKeys));
    });
    const badRuns = Object.entries(spoiled).map(async ([name, { forbidden }]) => {
      const env = { ...noKeys, QUICKSTART_SINK_SPOILS: JSON.stringify(spoils), QUICKSTART_SINK_FORBIDS: forbidden };
      const args = [program, "--config", configOf(name), "--for", "60s"];
      bad.set(name, await quickStart(stage, `${name}-spoiled`, args, env));
    });
    await Promise.all([...cleanRuns, ...badRuns]);
  });
  afterAll(() => stage.close());

  it.each(names)("%s: every loop delivers, and all that a loop had to deliver is there, once and true", (name) => {
    const run = clean.get(name)!;
    expect(run.code, run.said).toBe(0);
    const { rows, leaked } = reconciliationOf(run);
    expect(rows.map(({ loop }) => loop)).toEqual(Object.keys(loops[name]));
    expect({ ...troublesOf(rows), leaked }).toEqual({ missing: 0, duplicated: 0, wrong: 0, leaked: 0 });
    for (const [loop, least] of Object.entries(loops[name])) {
      const { expected, delivered } = rows.find((row) => row.loop === loop)!;
      expect([loop, delivered]).toEqual([loop, expected]);
      expect([loop, delivered >= least]).toEqual([loop, true]);
    }
    expect(run.said).toContain("! The sink answers 503 to the next 4 requests.");
    expect(run.said).toMatch(/sink took \d+ requests, refused 4$/m);
    expect(run.said).toMatch(/^Shortened for this: .*cadence 10s.*overlay\.yaml$/m);
  });

  it.each(["portkey-full", "langsmith"] as const)(
    "%s with a sink that loses, repeats and leaks: each is found, and counted right; ends with 1",
    (name) => {
      const run = bad.get(name)!;
      expect(run.code, run.said).toBe(1);
      const { rows, leaked } = reconciliationOf(run);
      const missing = spoils.losePoints + spoils.loseRecords;
      const duplicated = spoils.repeatPoints + spoils.repeatRecords;
      expect({ ...troublesOf(rows), leaked }, run.said).toEqual({ missing, duplicated, wrong: 0, leaked: 1 });
      const records = rows.find(({ loop }) => loop === spoiled[name].records)!;
      expect([records.missing, records.duplicated]).toEqual([spoils.loseRecords, spoils.repeatRecords]);
      expect(run.said).toMatch(/missing: records of \w+, id [\w-]+/);
    },
  );
});

describe("the quick start says what is wrong", () => {
  const ended = async (folder: string, args: readonly string[]): Promise<QuickStartRun> => {
    const stage = await Stage.open();
    return quickStart(stage, folder, [program, ...args], noKeys);
  };

  it("with a file that is not there", async () => {
    const { code, said } = await ended("unknown", ["--config", "none.yaml"]);
    expect([code, said]).toEqual([1, expect.stringMatching(/^Error: .*\n\nnone\.yaml\n.*it is not there/)]);
  });

  it("with a file that polls no platform that it can simulate", async () => {
    const { code, said } = await ended("gateway", ["--config", configOf("gateway"), "--for", "60s"]);
    expect([code, said]).toEqual([
      1,
      "Error: gateway.yaml: no receiver whose platform can be simulated: expected portkey or langsmith, found otlp\n",
    ]);
  });

  it("with a file that the collector does not understand, in the collector's words", async () => {
    const stage = await Stage.open();
    const file = stage.path("wrong.yaml");
    await writeFile(file, "receivers:\n  portkey:\n    api_kee: x\n");
    const { code, said } = await quickStart(stage, "wrong", [program, "--config", file], noKeys);
    expect([code, said]).toEqual([1, expect.stringMatching(/wrong\.yaml:3:5: receivers::portkey::api_kee/)]);
  });

  it("when the collector ends by itself: which process, how, and why", async () => {
    const stage = await Stage.open();
    const file = stage.path("unsettled.yaml");
    await writeFile(file, "service:\n  pipelines:\n    metrics:\n      processors: [guard]\n");
    const args = [program, "--config", configOf("portkey-full"), "--config", file, "--for", "60s"];
    const { code, said } = await quickStart(stage, "unsettled", args, noKeys);
    expect([code, said]).toEqual([
      1,
      expect.stringMatching(/^Error: the collector ended by itself with exit code 1: .*settle.*collector\.log$/m),
    ]);
  });
});
