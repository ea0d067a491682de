import type { Files, Instant } from "@genai-collector/component";
import { posix } from "node:path";
import type { RotationConfig } from "./config.ts";

const dayMs = 86_400_000;
const stamp = /^-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.\d{3}$/;

/** The name under which a full file is put aside: `data.json` becomes `data-2026-09-14T05-02-14.173.json`. */
export function backupPath(path: string, at: Instant, isLocal: boolean): string {
  const { dir, name, ext } = posix.parse(path);
  return posix.join(dir, `${name}-${stampOf(at, isLocal)}${ext}`);
}

/** Removes the files put aside of `path` that are too many or too old. */
export async function prune(files: Files, path: string, now: Instant, config: RotationConfig): Promise<void> {
  const { dir, name, ext } = posix.parse(path);
  const found = (await files.list(dir === "" ? "." : dir)).flatMap((each) => {
    const base = posix.basename(each, ext);
    const at =
      each.endsWith(ext) && base.startsWith(name) ? instantOf(base.slice(name.length), config.localtime) : undefined;
    return at === undefined ? [] : [{ path: each, at }];
  });
  const newestFirst = found.toSorted((a, b) => b.at - a.at);
  const oldest = config.max_days === 0 ? -Infinity : now - config.max_days * dayMs;
  const kept = config.max_backups === 0 ? Infinity : config.max_backups;
  for (const [index, backup] of newestFirst.entries())
    if (index >= kept || backup.at < oldest) await files.remove(backup.path);
}

function stampOf(at: Instant, isLocal: boolean): string {
  // Local fields as if they were those of UTC: the text then tells them.
  const shown = isLocal ? new Date(at - new Date(at).getTimezoneOffset() * 60_000) : new Date(at);
  return shown.toISOString().slice(0, -1).replaceAll(":", "-");
}

/** Undefined: no time, and nobody's file that is put aside here. */
function instantOf(text: string, isLocal: boolean): Instant | undefined {
  if (!stamp.test(text)) return undefined;
  const shown = text.slice(1).replace(/T(..)-(..)-/, "T$1:$2:");
  const at = Date.parse(isLocal ? shown : `${shown}Z`);
  return Number.isNaN(at) ? undefined : at;
}
