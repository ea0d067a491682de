import { dirname } from "node:path";
import { expect, it } from "vitest";
import { runCli } from "../src/collector.ts";
import { testdata } from "../src/workspace.ts";

const file = testdata("ten-mistakes.yaml");

it("validate tells ten mistakes of ten kinds at once, each at its place", async () => {
  const args = ["validate", "--config", "ten-mistakes.yaml"];
  const { code, stdout, stderr } = await runCli(args, { cwd: dirname(file) });
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr.match(/^ten-mistakes\.yaml:\d+:\d+: \S+$/gm)).toHaveLength(10);
  // Changes with a message or the list of components; the README says how it is written anew.
  await expect(stderr).toMatchFileSnapshot(testdata("ten-mistakes.golden.txt"));
});

it("run and print-config refuse the file with the same words", async () => {
  const said = await Promise.all(
    [[], ["validate"], ["print-config"]].map((command) =>
      runCli([...command, "--config", "ten-mistakes.yaml"], { cwd: dirname(file) }),
    ),
  );
  expect(new Set(said.map(({ code, stderr }) => `${code} ${stderr}`)).size).toBe(1);
});
