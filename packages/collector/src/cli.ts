#!/usr/bin/env node
// The program. Kept small, so that everything else is loaded from the compile cache.
import nodeModule from "node:module";
import { isSea } from "node:sea";
import v8 from "node:v8";
import { growHeap } from "./grow-heap.ts";

/** What is loaded from here on needs it, and would fail in words that nobody understands. */
const oldestNode = 24;
if (Number(process.versions.node.split(".", 1)[0]) < oldestNode) {
  process.stderr.write(`Error: Node ${oldestNode} or newer is needed, this is ${process.versions.node}\n`);
  process.exit(1);
}

// A single executable takes no flags of Node.js: they are built into it.
if (!isSea()) growHeap(process);
nodeModule.enableCompileCache();
// Bodies of requests lie outside the heap. Left to itself, V8 collects the whole heap for every few megabytes of them,
// which costs as much as everything else together; counted with the heap, they are collected as the heap is.
v8.setFlagsFromString("--external-memory-accounted-in-global-limit");
// V8 makes objects old from the start where those that were made before them often outlived a collection, as what waits
// for its batch does. Dead old objects keep their bodies until the whole heap is collected.
v8.setFlagsFromString("--no-allocation-site-pretenuring");
// A signal must not open a debugger, which sees everything: any listener takes the place of Node's own.
process.on("SIGUSR1", () => undefined);
const { buildContainer } = await import("./container.ts");
const { main } = await import("./main.ts");

const root = buildContainer({ env: process.env, folder: process.cwd(), signals: process });
process.exitCode = await main(process.argv.slice(2), root, {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
});
