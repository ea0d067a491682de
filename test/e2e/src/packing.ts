import { cp, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runToEnd } from "./child.ts";
import { workspace } from "./workspace.ts";

/** npm downloads what is not in its cache. */
const patienceMs = 240_000;

/** Tarballs by the name of their package. */
export type Tarballs = Readonly<Record<string, string>>;

/** The pinned versions of the workspace's own tools. */
export async function rootManifest(): Promise<{
  readonly packageManager: string;
  readonly devDependencies: Readonly<Record<string, string>>;
}> {
  return JSON.parse(await readFile(join(workspace, "package.json"), "utf8")) as Awaited<
    ReturnType<typeof rootManifest>
  >;
}

/** Packs the collector, the authors' kit, and everything of this repository that they need, as they are published. */
export async function packPublicPackages(folder: string): Promise<Tarballs> {
  await mkdir(folder, { recursive: true });
  const { packageManager } = await rootManifest();
  const filters = ["collector", "testkit"].flatMap((name) => ["--filter", `@genai-collector/${name}...`]);
  await npm(
    workspace,
    "exec",
    "--yes",
    `--package=${packageManager}`,
    "--",
    "pnpm",
    ...filters,
    "-r",
    "pack",
    "--pack-destination",
    folder,
  );
  const files = (await readdir(folder)).map((file) => join(folder, file));
  return Object.fromEntries(await Promise.all(files.map(async (file) => [await nameOf(file), file] as const)));
}

/** Runs npm; rejects, with what it said, when it fails. Resolves to its standard output. */
export async function npm(cwd: string, ...args: readonly string[]): Promise<string> {
  const quiet = { npm_config_audit: "false", npm_config_fund: "false", npm_config_update_notifier: "false" };
  const options = { command: "npm", args: [...args], cwd, env: { ...quiet, npm_config_loglevel: "error" } };
  const { code, stdout, stderr } = await runToEnd(options, patienceMs);
  if (code !== 0) throw new Error(`npm ${args.join(" ")} ended with ${code}: ${stdout}${stderr}`);
  return stdout;
}

/** Installs tarballs, and packages of the registry by version, in an empty folder. */
export async function install(
  folder: string,
  tarballs: Tarballs,
  versions: Readonly<Record<string, string>> = {},
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const files = Object.entries(tarballs).map(([name, file]) => [name, `file:${file}`]);
  const manifest = { private: true, type: "module", dependencies: { ...Object.fromEntries(files), ...versions } };
  await writeFile(join(folder, "package.json"), JSON.stringify(manifest));
  await npm(folder, "install", "--prefer-offline", "--ignore-scripts");
}

/** Copies a package's folder as its author has it: without what the workspace put there. */
export async function copyPackage(from: string, to: string): Promise<void> {
  const foreign = /(?:^|[\\/])(?:node_modules|dist|[^\\/]*\.tsbuildinfo)$/;
  await cp(from, to, { recursive: true, filter: (path) => !foreign.test(path.slice(from.length)) });
}

async function nameOf(tarball: string): Promise<string> {
  const { code, stdout } = await runToEnd({
    command: "tar",
    args: ["-xzOf", tarball, "package/package.json"],
    cwd: workspace,
  });
  if (code !== 0) throw new Error(`${tarball} holds no package.json`);
  return (JSON.parse(stdout) as { readonly name: string }).name;
}
