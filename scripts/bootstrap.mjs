// Makes the workspace runnable on a machine that has only Node >= 20 and npm: installs what the lockfile names with an
// exactly pinned pnpm, and finds the Node that the workspace brings along. Plain JavaScript without dependencies.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stampFile = join(root, "node_modules", ".genai-collector-install");
const minimumNode = 20;
/** What the collector itself runs on; older ones only start this script. */
const supportedNode = 24;

const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const pnpm = manifest.packageManager;

/** Runs a program with this terminal; resolves with its exit code. A missing program is an error with its name. */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: "inherit", cwd: root, ...options });
    // The terminal sends SIGINT to the whole group: the child decides how to end, we wait for it. SIGTERM is passed on.
    const ignore = () => undefined;
    const pass = () => child.kill("SIGTERM");
    process.on("SIGINT", ignore);
    process.on("SIGTERM", pass);
    child.once("error", (error) => reject(new Error(`cannot run ${command}: ${error.message}`)));
    child.once("exit", (code, signal) => {
      process.off("SIGINT", ignore);
      process.off("SIGTERM", pass);
      resolve(code ?? (signal === "SIGINT" ? 130 : 1));
    });
  });
}

/** The Node that the lockfile brings; this process's own where there is none and it is new enough. */
export function nodeBinary() {
  const names = [`node-${process.platform}-${process.arch}`, `node-bin-${process.platform}-${process.arch}`];
  for (const name of names) {
    const binary = join(root, "node_modules", name, "bin", "node");
    if (existsSync(binary)) return binary;
  }
  if (major(process.versions.node) >= supportedNode) return process.execPath;
  throw new Error(
    `no Node for ${process.platform}-${process.arch} came with the install; run this with Node ${supportedNode} or newer`,
  );
}

/** Environment in which the workspace's programs, and its Node, come first. */
export function workspaceEnv(extra = {}) {
  const path = [dirname(nodeBinary()), join(root, "node_modules", ".bin"), process.env.PATH ?? ""].join(delimiter);
  return { ...process.env, PATH: path, ...extra };
}

/** Installs when the lockfile differs from the one that was installed last. */
export async function install() {
  if (major(process.versions.node) < minimumNode) {
    throw new Error(`Node ${minimumNode} or newer is needed, this is ${process.versions.node}`);
  }
  const stamp = lockStamp();
  if (existsSync(stampFile) && readFileSync(stampFile, "utf8") === stamp) return;
  console.log("Installing dependencies (once per lockfile) ...");
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  const args = [
    "exec",
    "--yes",
    "--loglevel=error",
    `--package=${pnpm}`,
    "--",
    "pnpm",
    "install",
    "--frozen-lockfile",
    "--reporter=append-only",
    "--loglevel=error",
  ];
  const code = await run(npm, args, { env: { ...process.env, CI: "true" } });
  if (code !== 0) throw new Error(`the install failed with exit code ${code}; its output is above`);
  mkdirSync(dirname(stampFile), { recursive: true });
  writeFileSync(stampFile, stamp);
}

/** Builds what changed since the last build, in the order of the references; says nothing unless it fails. */
export async function build() {
  const env = workspaceEnv();
  const code = await run("tsc", ["-b", "tsconfig.build.json"], { env });
  if (code !== 0) throw new Error(`the build failed with exit code ${code}; its output is above`);
  if (!hasChanged()) return;
  const args = ["--conditions=genai-collector-source", "tools/precompile-validators.ts"];
  const second = await run(nodeBinary(), args, { env });
  if (second !== 0) throw new Error(`compiling the validators failed with exit code ${second}; its output is above`);
}

/** Whether the compiler wrote anything since the validators were compiled. */
function hasChanged() {
  const validators = join(root, "packages", "collector", "dist", "precompiled-validators.js");
  if (!existsSync(validators)) return true;
  const { mtimeMs } = statSync(validators);
  const { references } = JSON.parse(readFileSync(join(root, "tsconfig.build.json"), "utf8"));
  return references.some(
    (/** @type {{ path: string }} */ { path }) =>
      statSync(join(root, path.replace(/json$/, "tsbuildinfo"))).mtimeMs > mtimeMs,
  );
}

/** Prints an error the way a command-line program does, and ends. */
export function fail(error) {
  console.error(`Error: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
}

function lockStamp() {
  const hash = createHash("sha256").update(pnpm).update(process.platform).update(process.arch);
  return hash.update(readFileSync(join(root, "pnpm-lock.yaml"))).digest("hex");
}

function major(version) {
  return Number(version.split(".")[0]);
}
