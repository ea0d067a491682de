import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

let collect: (() => void) | undefined;

/** Bytes of everything that is still reachable: garbage is collected first. */
export function collectedHeapBytes(): number {
  collect ??= exposedCollector();
  collect();
  return process.memoryUsage().heapUsed;
}

/** The flag is of the whole process, other tests in it included: it is taken back. */
function exposedCollector(): () => void {
  setFlagsFromString("--expose-gc");
  try {
    return runInNewContext("gc") as () => void;
  } finally {
    setFlagsFromString("--no-expose-gc");
  }
}
