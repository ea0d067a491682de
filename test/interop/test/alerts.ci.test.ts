import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { alertCases } from "../src/alerts/cases.ts";
import { alertRules, fileOfOne } from "../src/alerts/alert-rules.ts";
import { unitTests } from "../src/alerts/scenario.ts";
import { workspace } from "@genai-collector/test-e2e/workspace";

const folder = join(workspace, "configs", "alerts");
const alertsPath = join(folder, "genai-collector.rules.yaml");
const recordingPath = join(folder, "genai-collector.recording.rules.yaml");
const run = promisify(execFile);

beforeAll(async () => {
  try {
    await run("promtool", ["--version"]);
  } catch (cause) {
    throw new Error("promtool is not there: install Prometheus (Debian, Ubuntu: apt-get install prometheus)", {
      cause,
    });
  }
});

/** Runs the stories of alerts against a file of rules. Resolves to what promtool said. */
async function testRules(rules: string, alerts = [...alertCases.keys()]): Promise<string> {
  const scratch = await mkdtemp(join(tmpdir(), "genai-collector-alerts-"));
  onTestFinished(() => rm(scratch, { recursive: true, force: true }));
  const files = [...alertRules(rules)]
    .filter(([alert]) => alerts.includes(alert))
    .map(async ([alert, rule]) => {
      const [rulePath, testPath] = [join(scratch, `${alert}.yaml`), join(scratch, `${alert}.tests.yaml`)];
      await writeFile(rulePath, fileOfOne(rule));
      await writeFile(testPath, unitTests(rulePath, alert, alertCases.get(alert) ?? { fires: [], quiet: [] }));
      return testPath;
    });
  type Said = { readonly stdout: string; readonly stderr: string };
  const said = await run("promtool", ["test", "rules", ...(await Promise.all(files))]).catch((failed: Said) => failed);
  return `${said.stdout}${said.stderr}`;
}

it("Prometheus takes the files as they are", async () => {
  const { stdout } = await run("promtool", ["check", "rules", "--lint=all", "--lint-fatal", alertsPath, recordingPath]);
  expect(stdout).toMatch(/SUCCESS[^]*SUCCESS/);
});

describe("each alert", () => {
  it("has stories in which it fires, and stories in which it must not", async () => {
    const names = [...alertRules(await readFile(alertsPath, "utf8")).keys()];
    expect([...alertCases.keys()].toSorted()).toEqual(names.toSorted());
    for (const [name, { fires, quiet }] of alertCases)
      expect([fires.length > 0, quiet.length > 0], name).toEqual([true, true]);
  });

  it("fires in its stories and is quiet in the others: quiet sources, restarts, standbys, deploys", async () => {
    const said = await testRules(await readFile(alertsPath, "utf8"));
    expect(said).not.toContain("FAILED");
    expect(said.match(/SUCCESS/g)).toHaveLength(alertCases.size);
  });

  it("is asked in earnest: where the metrics are others, the stories fail", async () => {
    const rules = await readFile(alertsPath, "utf8");
    const asked = ["NoLeader", "LoopStalled", "DataSkipped"].map((name) => `GenaiCollector${name}`);
    const said = await testRules(rules.replaceAll("otelcol_receiver_", "otelcol_nothing_"), asked);
    for (const alert of asked) expect(said).toContain(`# ${alert} fires`);
  });
});
