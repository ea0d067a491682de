import { expect, it } from "vitest";
import { summariseProfile } from "./summarise-profile.ts";

const frame = (id: number, functionName: string, url: string, lineNumber = 0) => ({
  id,
  callFrame: { functionName, url, lineNumber },
});

it("shares out the time that was not idle, by place and by function", () => {
  const nodes = [
    frame(1, "(idle)", ""),
    frame(2, "(garbage collector)", ""),
    frame(3, "pass", "file:///x/packages/service/dist/counting/accepted-counter.js", 22),
    frame(4, "", "file:///x/packages/service/dist/graph.js", 4),
    frame(5, "write", "file:///x/node_modules/.pnpm/undici@7/node_modules/undici/lib/core.js"),
    frame(6, "emit", "node:internal/streams/readable", 9),
  ];
  const samples = [1, 2, 3, 4, 4, 5, 6];
  const summary = summariseProfile({ nodes, samples, timeDeltas: [9e6, 1e6, 1e6, 1e6, 1e6, 2e6, 2e6] });
  expect(summary.busySeconds).toBe(8);
  expect(summary.places).toEqual([
    { name: "packages/service", part: 0.375 },
    { name: "undici", part: 0.25 },
    { name: "node:internal/streams", part: 0.25 },
    { name: "(garbage collector)", part: 0.125 },
  ]);
  expect(summary.functions.map(({ name }) => name)).toEqual([
    "(anonymous) service/dist/graph.js:5",
    "write undici/lib/core.js:1",
    "emit node:internal/streams/readable:10",
    "(garbage collector)",
    "pass service/dist/counting/accepted-counter.js:23",
  ]);
});
