/**
 * The first: so many megabytes may be in use before the whole heap is collected for the first time, and at the least
 * between two times. Bodies of requests die young, and are then collected at next to no cost; V8's own limit, which
 * grows from a few megabytes, has everything looked at ten times a second instead. The second: the young are looked at
 * more often, so that fewer of the dead wait for it.
 */
const heapFlags = ["--initial-heap-size=128", "--max-semi-space-size=8"];

/** glibc keeps pages apart for each of V8's threads, which hardly need any: three megabytes from the start on. */
const oneArena = { MALLOC_ARENA_MAX: "1" };

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
    execve(execPath, [execPath, ...heapFlags, ...execArgv, ...argv.slice(1)], { ...oneArena, ...env });
  } catch {
    // Not allowed here.
  }
}
