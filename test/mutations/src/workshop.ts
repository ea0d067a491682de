import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { PlantedBug } from "./planted-bug.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
/** What a run from sources does not need, or must not share. */
const leftOut = /^(?:\.git|node_modules|quickstart-data)$|(?:^|\/)(?:dist|\.turbo)$|\.tsbuildinfo$/u;

/** A copy of the repository in which one bug after the other is planted. Third-party packages are those of the original. */
export class Workshop {
  readonly folder: string;

  /** Copies the work tree as it is. */
  constructor() {
    this.folder = mkdtempSync(join(tmpdir(), "planted-bugs-"));
    cpSync(root, this.folder, {
      recursive: true,
      verbatimSymlinks: true,
      filter: (source) => !leftOut.test(relative(root, source)),
    });
    symlinkSync(join(root, "node_modules"), join(this.folder, "node_modules"));
  }

  /** Throws where the patch does not fit what it is to change: it tests nothing then, and must be written anew. */
  plant({ name, path }: PlantedBug): void {
    const { status, stderr } = spawnSync("git", ["apply", "--whitespace=nowarn", path], {
      cwd: this.folder,
      encoding: "utf8",
      // Whatever repository lies around the copy is none of its business.
      env: { ...process.env, GIT_CEILING_DIRECTORIES: tmpdir() },
    });
    if (status !== 0) throw new Error(`${name}.patch does not apply any more:\n${stderr}`);
  }

  /** Puts back what the bug has changed. */
  mend({ files }: PlantedBug): void {
    for (const file of files) cpSync(join(root, file), join(this.folder, file));
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
