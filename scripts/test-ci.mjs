// pnpm test:ci: what needs the built program, real peers or minutes. Arguments go to vitest.
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { build, fail, install, root, run, workspaceEnv } from "./bootstrap.mjs";

const report = join(root, "node_modules", ".cache", "test-ci-report.json");

try {
  await install();
  await build();
  mkdirSync(join(root, "node_modules", ".cache"), { recursive: true });
  rmSync(report, { force: true });
  const args = [
    "run",
    "--config",
    "vitest.ci.config.ts",
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${report}`,
  ];
  const code = await run("vitest", [...args, ...process.argv.slice(2)], { env: workspaceEnv() });
  const { numPassedTests = 0, numFailedTests = 0 } = JSON.parse(readFileSync(report, "utf8"));
  console.log(`${numPassedTests} passed, ${numFailedTests} failed`);
  process.exitCode = code;
} catch (error) {
  fail(error);
}
