// npm start: the quick start, or with arguments the collector's command line.
//   npm start                          the quick start, until Ctrl-C
//   npm start -- --for 60s             the quick start, for a minute
//   npm start -- --config my.yaml      the collector on that file
//   npm start -- validate --config …   anything else that its command line knows
import { join } from "node:path";
import { build, fail, install, nodeBinary, root, run, workspaceEnv } from "./bootstrap.mjs";

const args = process.argv.slice(2);
const isQuickStart = args.length === 0 || args[0] === "--for" || args[0].startsWith("--for=");
const program = isQuickStart ? "packages/quickstart/dist/cli.js" : "packages/collector/dist/cli.js";

try {
  await install();
  await build();
  // A user's relative paths are relative to where npm was called from.
  const cwd = process.env.INIT_CWD ?? process.cwd();
  process.exitCode = await run(nodeBinary(), [join(root, program), ...args], { cwd, env: workspaceEnv() });
} catch (error) {
  fail(error);
}
