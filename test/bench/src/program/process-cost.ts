import { readdirSync, readFileSync } from "node:fs";

/** What a process and its descendants have used, of which the operating system keeps count. */
export interface ProcessCost {
  /** User and system time since they started, all threads. */
  readonly cpuSeconds: number;
  /** The most memory that was resident, each process for itself, added up. */
  readonly peakBytes: number;
  /** What is resident now. */
  readonly rssBytes: number;
}

/** USER_HZ: on every Linux architecture that Node runs on. */
const ticksPerSecond = 100;

/**
 * Reads the cost of a process from Linux' /proc. Children that ended are in the numbers of who waited for them.
 * Throws when the process is not there.
 */
export function processCost(pid: number): ProcessCost {
  const stats = familyOf(pid);
  let ticks = 0;
  let peakBytes = 0;
  let rssBytes = 0;
  for (const { pid: each, ticks: own } of stats) {
    ticks += own;
    const status = readFileSync(`/proc/${each}/status`, "latin1");
    peakBytes += kilobytes(status, "VmHWM") * 1_024;
    rssBytes += kilobytes(status, "VmRSS") * 1_024;
  }
  return { cpuSeconds: ticks / ticksPerSecond, peakBytes, rssBytes };
}

interface Stat {
  readonly pid: number;
  readonly parent: number;
  readonly ticks: number;
}

/** The process and all that descend from it. */
function familyOf(pid: number): Stat[] {
  const family = [statOf(pid)];
  const others = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap(tryStat);
  for (const member of family) family.push(...others.filter(({ parent }) => parent === member.pid));
  return family;
}

function tryStat(name: string): Stat[] {
  try {
    return [statOf(Number(name))];
  } catch {
    return []; // it ended while we looked
  }
}

/** proc_pid_stat(5): the name stands in parentheses and may hold anything; parent is field 4, times are 14 to 17. */
function statOf(pid: number): Stat {
  const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const ticks = fields.slice(11, 15).reduce((sum, each) => sum + Number(each), 0);
  return { pid, parent: Number(fields[1]), ticks };
}

function kilobytes(status: string, name: string): number {
  return Number(new RegExp(`^${name}:\\s*(\\d+) kB`, "m").exec(status)?.[1] ?? 0);
}
