import { readFileSync } from "node:fs";

/** Clock ticks of a second, in which Linux counts CPU time: the same on every machine that Node runs on. */
const ticksPerSecond = 100;

/** What a process has used so far. */
export interface ProcessUsage {
  /** Resident now, and at most since its start. */
  readonly rssBytes: number;
  readonly peakRssBytes: number;
  /** User and system time of all its threads, in seconds. */
  readonly cpuSeconds: number;
}

/** Asks Linux. Throws when the process is gone. */
export function usageOf(pid: number): ProcessUsage {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const kilobytes = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(status)![1]) * 1024;
  // The fields behind the name, which may hold spaces: utime and stime are the 14th and 15th of all.
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)!.split(" ");
  return {
    rssBytes: kilobytes("VmRSS"),
    peakRssBytes: kilobytes("VmHWM"),
    cpuSeconds: (Number(fields[11]) + Number(fields[12])) / ticksPerSecond,
  };
}
