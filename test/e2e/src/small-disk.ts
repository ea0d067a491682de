import { spawnSync } from "node:child_process";
import { mkdir, rm, writeFile } from "node:fs/promises";
import type { Child } from "./child.ts";
import type { Stage } from "./stage.ts";

/** A disk that a test can fill and free while a process uses it. */
export interface SmallDisk {
  readonly folder: string;
  fill(process: Child): Promise<void>;
  free(process: Child): Promise<void>;
}

/** How a disk can be made to be full here: a file system of 64 KB needs the right to mount, a limit of files' size none. */
export const smallDisks: Readonly<Record<string, (stage: Stage) => Promise<SmallDisk>>> = {
  "no file of this process may grow": limitedFiles,
  ...(mayMount() ? { "no space is left on the file system": smallFileSystem } : {}),
};

/** `RLIMIT_FSIZE`: a write fails with EFBIG. Pipes, and with them the log, are not concerned. */
async function limitedFiles(stage: Stage): Promise<SmallDisk> {
  const folder = stage.path("state");
  await mkdir(folder, { recursive: true });
  const limit = (size: string) => async (process: Child) => run("prlimit", `--pid=${process.pid}`, `--fsize=${size}:`);
  return { folder, fill: limit("0"), free: limit("unlimited") };
}

/** A tmpfs: a write fails with ENOSPC. */
async function smallFileSystem(stage: Stage): Promise<SmallDisk> {
  const folder = stage.path("disk");
  await mkdir(folder);
  run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder);
  stage.defer(async () => run("umount", "--lazy", folder));
  const filler = `${folder}/filler`;
  return {
    folder,
    fill: async () => {
      // Page by page, until there is none left.
      for (let pages = 16; pages > 0; pages--) {
        await writeFile(filler, Buffer.alloc(4_096), { flag: "a" }).catch((error: NodeJS.ErrnoException) => {
          if (error.code !== "ENOSPC") throw error;
        });
      }
    },
    free: () => rm(filler),
  };
}

function mayMount(): boolean {
  return process.getuid?.() === 0 && spawnSync("unshare", ["-m", "mount", "-t", "tmpfs", "tmpfs", "/mnt"]).status === 0;
}

function run(command: string, ...args: readonly string[]): void {
  const { status, stderr, error } = spawnSync(command, args, { encoding: "utf8" });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${status}: ${stderr}`);
}
