import { hostname, totalmem } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { getHeapStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { OwnProcess } from "@genai-collector/component";

/** Dead buffers are freed by another thread after a collection: looked at this often, for so many times at most. */
const sweep = { everyMs: 5, looks: 20 } as const;

/** The heap's end is set when the process starts. */
const heapLimitBytes = getHeapStatistics().heap_size_limit;

let collect: (() => void) | undefined;

/** The real process. */
export const systemProcess: OwnProcess = {
  get names() {
    const pod = process.env["POD_NAME"];
    return { pod: pod === "" ? undefined : pod, host: hostname() };
  },
  memory() {
    // `external` would count buffers as well, but those that are dead until the collection after the next.
    const { heapUsed, arrayBuffers, rss } = process.memoryUsage();
    return { heapUsedBytes: heapUsed, heapLimitBytes, bufferBytes: arrayBuffers, rssBytes: rss };
  },
  memoryLimitBytes() {
    // Without a limit it is 0, or more than any machine has.
    const limit = process.constrainedMemory();
    return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
  },
  async collectGarbage() {
    collect ??= exposedCollector();
    collect();
    await buffersAreSwept();
  },
};

/**
 * V8 gives its collector away only where a flag says so, and only to contexts made afterwards. With the flag taken back,
 * nobody else finds it.
 */
function exposedCollector(): () => void {
  setFlagsFromString("--expose-gc");
  try {
    return runInNewContext("gc") as () => void;
  } finally {
    setFlagsFromString("--no-expose-gc");
  }
}

async function buffersAreSwept(): Promise<void> {
  let before = Infinity;
  for (let look = 0; look < sweep.looks; look++) {
    const { arrayBuffers } = process.memoryUsage();
    if (arrayBuffers >= before) return;
    before = arrayBuffers;
    await sleep(sweep.everyMs);
  }
}
