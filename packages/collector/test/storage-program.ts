// Keeps records in a log until it is killed, and says on its output what it was promised, a line each:
// "kept ID": on disk. "done ID": about to be removed. "gone ID": removed, and an append has resolved since.
// Arguments: directory, first ID.
import { writeSync } from "node:fs";
import { bodyOf, openSystemLog } from "./storage-scene.ts";

const [directory, firstId] = [process.argv[2]!, Number(process.argv[3])];
const { log } = await openSystemLog(directory);
let nextId = firstId;
const say = (what: string, id: number): void => void writeSync(1, `${what} ${id}\n`);
/** What was found is kept as it is; only what is new is removed. */
const removed: number[] = [];

async function write(): Promise<never> {
  for (;;) {
    const id = nextId++;
    const before = removed.splice(0);
    const position = await log.append(new TextEncoder().encode(String(id)), [bodyOf(id)]);
    say("kept", id);
    for (const each of before) say("gone", each);
    if (id % 3 > 0) {
      say("done", id);
      await log.remove(position);
      removed.push(id);
    }
  }
}

say("open", 0);
await Promise.all(Array.from({ length: 8 }, write));
