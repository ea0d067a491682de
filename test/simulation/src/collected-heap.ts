import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** Bytes of everything that is still reachable: garbage is collected first. */
export function collectedHeapBytes(): number {
  collect();
  return process.memoryUsage().heapUsed;
}
