import { mkdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("../../results", import.meta.url));

/** Writes figures as JSON, with the machine that they are of; gives the file's path. */
export function writeResults(figures: object, out?: string): string {
  const at = new Date().toISOString();
  const file = out ?? join(folder, `${at.replaceAll(":", "-")}.json`);
  const machine = { at, node: process.versions.node, arch: process.arch, cpu: cpus()[0]?.model, cores: cpus().length };
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify({ ...machine, ...figures }, null, 2)}\n`);
  return file;
}
