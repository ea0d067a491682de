/**
 * So much may be in use, in megabytes, before the whole heap is collected for the first time, and at the least after
 * that. Bodies of requests die young, and are then collected at next to no cost; V8's own limit, which grows from a few
 * megabytes, has them all looked at ten times a second instead.
 */
const heapFlag = "--initial-heap-size=128";

/** What a user says about the heap stands. */
const aboutHeap = /--(initial|max|min|preconfigured)[-_](heap|old[-_]space|semi[-_]space)[-_]size/;

/** Node.js' process, as far as it is needed. `execve` is not there on Windows. */
type Process = Pick<NodeJS.Process, "execArgv" | "execPath" | "argv" | "env"> & {
  readonly execve?: NodeJS.Process["execve"] | undefined;
};

/**
 * Gives this process a heap for its work. V8 takes that at its start alone, so the program takes its own place, once: the
 * process stays the same for whoever started it. Where that cannot be, everything works, at more cost.
 */
export function growHeap({ execve, execArgv, execPath, argv, env }: Process): void {
  if (execve === undefined || [...execArgv, env["NODE_OPTIONS"] ?? ""].some((each) => aboutHeap.test(each))) return;
  try {
    execve(execPath, [execPath, heapFlag, ...execArgv, ...argv.slice(1)], env);
  } catch {
    // Not allowed here.
  }
}
