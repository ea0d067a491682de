import { createHash, randomUUID } from "node:crypto";
import { link, readFile, readlink, rename, rm, symlink, writeFile } from "node:fs/promises";

/** Who holds a lock: enough to tell a living process from a dead one whose number was given away again. */
interface Holder {
  readonly pid: number;
  /** Of the machine's start, or how that begins; empty where the system does not tell. */
  readonly boot: string;
  /** When the process started, in the kernel's ticks; empty where the system does not tell. */
  readonly started: string;
}

/** Reads a holder; a test may let others act in between. */
type ReadText = (path: string) => Promise<string>;
const readText: ReadText = async (path) => {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (codeOf(error) !== "ENOENT") throw error;
  }
  try {
    return await readlink(path);
  } catch (error) {
    if (codeOf(error) === "EINVAL") return readText(path); // a file took its place in between
    throw error;
  }
};

/** Makes a file; a test may let the disk be full. */
type WriteText = (path: string, text: string) => Promise<void>;
const writeText: WriteText = (path, text) => writeFile(path, text, { flag: "wx", mode: 0o600 });

/**
 * Takes the lock file at `path`, which holds its holder. Undefined when a living process has it. A file of a dead one,
 * or of before the machine's last start, is taken over; of two that try, one wins.
 */
export async function acquireLock(
  path: string,
  read: ReadText = readText,
  write: WriteText = writeText,
): Promise<{ release(): Promise<void> } | undefined> {
  const draft = `${path}.${randomUUID()}`;
  let mine: string;
  try {
    mine = await writeDraft(draft, write);
    if (!(await tryLink(draft, path)) && !(await takeOver(draft, path, read))) return undefined;
  } finally {
    await rm(draft, { force: true });
  }
  return {
    release: async () => {
      // Somebody who judged us dead may have taken it over.
      if ((await readHolder(path, read)) === mine) await rm(path, { force: true });
    },
  };
}

/**
 * Returns what says who we are. On a disk without room it is where a symbolic link leads, kept so short that the link
 * takes no block: who is to empty a queue that has filled the disk must be able to start.
 */
async function writeDraft(draft: string, write: WriteText): Promise<string> {
  const holder = await holderOf(process.pid);
  const mine = JSON.stringify(holder);
  try {
    await write(draft, mine);
    return mine;
  } catch (error) {
    if (codeOf(error) !== "ENOSPC" && codeOf(error) !== "EDQUOT") throw error;
  }
  const short = JSON.stringify({ ...holder, boot: holder.boot.slice(0, 8) });
  await rm(draft, { force: true });
  await symlink(short, draft);
  return short;
}

/** A link cannot be made over a file that is there: the one atomic step. */
async function tryLink(draft: string, path: string): Promise<boolean> {
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  }
}

/**
 * Replaces the file of a dead holder. Of those that judged the same file, one gets the right to: a link that is named
 * after its content. Who comes later finds another file in its place.
 */
async function takeOver(draft: string, path: string, read: ReadText): Promise<boolean> {
  const stale = await readHolder(path, read);
  if (stale === undefined) return tryLink(draft, path); // released in between
  if (await isAlive(stale)) return false;
  const right = `${path}.${createHash("sha256").update(stale).digest("hex").slice(0, 16)}`;
  if (!(await tryLink(draft, right))) {
    // Of one that died while it took over: the next start finds it gone.
    const other = await readHolder(right, read);
    if (other !== undefined && !(await isAlive(other))) await rm(right, { force: true });
    return false;
  }
  try {
    if ((await readHolder(path, read)) !== stale) return false;
    await rename(draft, path);
    return true;
  } finally {
    await rm(right, { force: true });
  }
}

/** Undefined: no file. One that cannot be read may be a living process's: that is an error. */
async function readHolder(path: string, read: ReadText): Promise<string | undefined> {
  try {
    return await read(path);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
}

async function isAlive(text: string): Promise<boolean> {
  const holder = tryParse(text);
  if (holder === undefined) return false;
  const now = await holderOf(holder.pid);
  if (!now.boot.startsWith(holder.boot) || holder.started !== now.started) return false;
  try {
    process.kill(holder.pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process is alive all the same.
    return codeOf(error) === "EPERM";
  }
}

function tryParse(text: string): Holder | undefined {
  try {
    const holder = JSON.parse(text) as Partial<Holder>;
    if (typeof holder.pid !== "number" || holder.pid <= 0) return undefined;
    return { pid: holder.pid, boot: String(holder.boot), started: String(holder.started) };
  } catch {
    // Torn by a crash: nobody's.
    return undefined;
  }
}

async function holderOf(pid: number): Promise<Holder> {
  const boot = (await tryRead("/proc/sys/kernel/random/boot_id")) ?? "";
  const stat = (await tryRead(`/proc/${pid}/stat`)) ?? "";
  // The command's name may hold spaces and parentheses; the start time is the 20th field behind it.
  const started = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
  return { pid, boot: boot.trim(), started };
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}

/** What the kernel tells; undefined where it does not. */
async function tryRead(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch {
    // Not Linux, or no such process: both say nothing.
    return undefined;
  }
}
