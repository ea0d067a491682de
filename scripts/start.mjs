// npm start: the quick start, or with arguments the collector's command line.
//   npm start                                   the quick start, until Ctrl-C
//   npm start -- --for 60s                      the quick start, for a minute
//   npm start -- --config my.yaml --for 60s     that file against simulated platforms, for a minute
//   npm start -- --config my.yaml               the same until Ctrl-C, where no variable that it needs is set;
//                                               else the collector on that file
//   npm start -- validate --config …            anything else that the collector's command line knows
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { build, fail, install, nodeBinary, root, run, workspaceEnv } from "./bootstrap.mjs";

const args = process.argv.slice(2);
try {
  await install();
  await build();
  // A user's relative paths are relative to where npm was called from.
  const cwd = process.env.INIT_CWD ?? process.cwd();
  const { chosenProgram } = await import("../packages/quickstart/dist/demonstration/chosen-program.js");
  const program = `packages/${chosenProgram(args, process.env, (file) => read(resolve(cwd, file)))}/dist/cli.js`;
  process.exitCode = await run(nodeBinary(), [join(root, program), ...args], { cwd, env: workspaceEnv() });
} catch (error) {
  fail(error);
}

/** A file's text; undefined where it cannot be read, of which the program says what there is to say. */
function read(path) {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
