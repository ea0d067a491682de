import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Stage } from "../src/stage.ts";
import { workspace } from "../src/workspace.ts";

const program = join(workspace, "packages", "quickstart", "dist", "cli.js");

/** What a quick start said, and how it ended. */
interface Ended {
  readonly code: number | null;
  readonly said: string;
  count(label: string): number;
}

/** Runs the quick start in a folder of its own. */
async function quickStart(stage: Stage, folder: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const cwd = stage.path(folder);
  await mkdir(cwd);
  const child = stage.start({ args, cwd, env: { ...env, INIT_CWD: cwd, QUICKSTART_ZPAGES_PORT: "0" } });
  const { code } = await child.endedWithin(120_000);
  return { code, said: child.stdout + child.stderr, count: (label: string) => countOf(child.stdout, label) };
}

/** The number behind a label of the reconciliation. */
function countOf(output: string, label: string): number {
  const match = new RegExp(`^  ${label} +(\\d+)`, "m").exec(output);
  if (match === null) throw new Error(`no line "${label}" in:\n${output}`);
  return Number(match[1]);
}

describe("the quick start", () => {
  let stage: Stage;
  let clean: Ended;
  let losing: Ended;
  let leaking: Ended;

  // All at once: most of the time they wait.
  beforeAll(async () => {
    stage = await Stage.openUntilClosed();
    const npmStart = join(workspace, "scripts", "start.mjs");
    [clean, losing, leaking] = await Promise.all([
      quickStart(stage, "clean", [npmStart, "--for", "30s"]),
      quickStart(stage, "losing", [program, "--for", "20s"], { QUICKSTART_SINK_LOSES: "2" }),
      quickStart(stage, "leaking", [program, "--for", "20s"], { QUICKSTART_SINK_FORBIDS: "portkey_api_requests" }),
    ]);
  });
  afterAll(() => stage.close());

  it("by npm start ends with 0 and a reconciliation of four zeros, across an outage and a kill", () => {
    const { code, said, count } = clean;
    expect(code, said).toBe(0);
    expect({
      missing: count("missing"),
      duplicated: count("duplicated"),
      wrong: count("wrong"),
      leaked: count("leaked"),
    }).toEqual({ missing: 0, duplicated: 0, wrong: 0, leaked: 0 });
    expect(count("expected")).toBeGreaterThan(200);
    expect(count("delivered")).toBe(count("expected"));
    expect(said).toContain("! The sink answers 503");
    expect(said).toContain("! The collector is killed with SIGKILL");
  });

  it("with a sink that loses requests finds that out, and ends with 1", () => {
    const { code, said, count } = losing;
    expect(code, said).toBe(1);
    expect(count("missing")).toBeGreaterThan(0);
    expect(said).toMatch(/^  missing: portkey_api_/m);
    expect({ wrong: count("wrong"), leaked: count("leaked") }).toEqual({ wrong: 0, leaked: 0 });
  });

  it("with content that leaves finds that out, and ends with 1", () => {
    const { code, said, count } = leaking;
    expect(code, said).toBe(1);
    expect({ missing: count("missing"), leaked: count("leaked") }).toEqual({ missing: 0, leaked: 1 });
  });
});
