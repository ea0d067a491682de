import { link, open, readFile, rename, rm } from "node:fs/promises";

/** Who holds a lock: enough to tell a living process from a dead one whose number was given away again. */
interface Holder {
  readonly pid: number;
  /** Of the machine's start; empty where the system does not tell. */
  readonly boot: string;
  /** When the process started, in the kernel's ticks; empty where the system does not tell. */
  readonly started: string;
}

/**
 * Takes the lock file at `path`, which holds its holder. Undefined when a living process has it. A file of a dead one,
 * or of before the machine's last start, is taken over; of two that try, one wins.
 */
export async function acquireLock(path: string): Promise<{ release(): Promise<void> } | undefined> {
  const mine = JSON.stringify(await holderOf(process.pid));
  const draft = `${path}.${process.pid}`;
  const file = await open(draft, "w", 0o600);
  try {
    await file.writeFile(mine);
  } finally {
    await file.close();
  }
  try {
    if (!(await tryLink(draft, path)) && !(await takeOver(draft, path))) return undefined;
  } finally {
    await rm(draft, { force: true });
  }
  return {
    release: async () => {
      // Somebody who judged us dead may have taken it over.
      if ((await tryRead(path)) === mine) await rm(path, { force: true });
    },
  };
}

/** A link cannot be made over a file that is there: the one atomic step. */
async function tryLink(draft: string, path: string): Promise<boolean> {
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

async function takeOver(draft: string, path: string): Promise<boolean> {
  const text = await tryRead(path);
  if (text !== undefined && (await isAlive(text))) return false;
  // Moving the stale file aside succeeds for one contender alone, and what it moved must be what it judged.
  const aside = `${draft}.stale`;
  try {
    await rename(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    return tryLink(draft, path);
  }
  const moved = await tryRead(aside);
  const isTheSame = moved === text;
  if (!isTheSame) await link(aside, path).catch(() => undefined); // a new holder's: put it back, unless there is one again
  await rm(aside, { force: true });
  return isTheSame && tryLink(draft, path);
}

async function isAlive(text: string): Promise<boolean> {
  const holder = tryParse(text);
  if (holder === undefined) return false;
  const now = await holderOf(holder.pid);
  if (holder.boot !== now.boot || holder.started !== now.started) return false;
  try {
    process.kill(holder.pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process is alive all the same.
    return (error as NodeJS.ErrnoException).code === "EPERM";
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

async function tryRead(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch {
    // Not there, or not for us to read: both say nothing about a holder.
    return undefined;
  }
}
