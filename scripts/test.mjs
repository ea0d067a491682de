// npm test: everything that needs no peer and no built program, in a few minutes. Arguments go to vitest.
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fail, install, root, run, workspaceEnv } from "./bootstrap.mjs";

const report = join(root, "node_modules", ".cache", "test-report.json");
/** @type {readonly (readonly [name: string, command: string, args: readonly string[]])[]} */
const checks = [
  ["types", "tsc", ["-p", "tsconfig.json"]],
  ["lint", "oxlint", ["--type-aware", "--deny-warnings"]],
  ["format", "oxfmt", ["--check", "."]],
  ["imports", "node", ["tools/check-imports.ts"]],
  ["doors", "node", ["tools/check-doors.ts"]],
  ["generated files", "node", ["--conditions=genai-collector-source", "tools/generate.ts", "--check"]],
];

try {
  await install();
  const env = workspaceEnv();
  /** @type {string[]} */
  const failed = [];
  for (const [name, command, args] of process.argv.length > 2 ? [] : checks) {
    console.log(`\n== ${name}`);
    if ((await run(command, args, { env })) !== 0) failed.push(name);
  }
  console.log("\n== tests");
  mkdirSync(join(root, "node_modules", ".cache"), { recursive: true });
  rmSync(report, { force: true });
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const code = await run("vitest", ["run", ...reporters, ...process.argv.slice(2)], { env });
  const { numPassedTests = 0, numFailedTests = 0 } = JSON.parse(readFileSync(report, "utf8"));
  for (const name of failed) console.error(`check failed: ${name}`);
  console.log(
    `${numPassedTests + (process.argv.length > 2 ? 0 : checks.length - failed.length)} passed, ${numFailedTests + failed.length} failed`,
  );
  process.exitCode = code !== 0 || failed.length > 0 ? 1 : 0;
} catch (error) {
  fail(error);
}
