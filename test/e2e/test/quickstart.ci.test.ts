import { join } from "node:path";
import { expect, it } from "vitest";
import { Stage } from "../src/stage.ts";
import { workspace } from "../src/workspace.ts";

const program = join(workspace, "packages", "quickstart", "dist", "cli.js");

/** Runs the quick start in a folder of its own; gives its exit code and what it said. */
async function quickStart(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const stage = await Stage.open();
  const child = stage.start({ args, env: { ...env, INIT_CWD: stage.folder } });
  const { code } = await child.endedWithin(120_000);
  return { code, said: child.stdout + child.stderr, count: (label: string) => countOf(child.stdout, label) };
}

/** The number behind a label of the reconciliation. */
function countOf(output: string, label: string): number {
  const match = new RegExp(`^  ${label} +(\\d+)`, "m").exec(output);
  if (match === null) throw new Error(`no line "${label}" in:\n${output}`);
  return Number(match[1]);
}

it("npm start ends with 0 and a reconciliation of four zeros, across an outage and a kill", async () => {
  const { code, said, count } = await quickStart([join(workspace, "scripts", "start.mjs"), "--for", "30s"]);
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

it("a sink that loses requests is found out, and the quick start ends with 1", async () => {
  const { code, said, count } = await quickStart([program, "--for", "20s"], { QUICKSTART_SINK_LOSES: "2" });
  expect(code, said).toBe(1);
  expect(count("missing")).toBeGreaterThan(0);
  expect(said).toMatch(/^  missing: portkey_api_/m);
  expect({ wrong: count("wrong"), leaked: count("leaked") }).toEqual({ wrong: 0, leaked: 0 });
});

it("content that leaves is found out, and the quick start ends with 1", async () => {
  const { code, said, count } = await quickStart([program, "--for", "20s"], {
    QUICKSTART_SINK_FORBIDS: "portkey_api_requests",
  });
  expect(code, said).toBe(1);
  expect({ missing: count("missing"), leaked: count("leaked") }).toEqual({ missing: 0, leaked: 1 });
});
