import { expect, it } from "vitest";
import { processReadings } from "./process-readings.ts";

const usage = { uptimeSeconds: 5, cpuSeconds: 2, rssBytes: 100, heapAllocBytes: 10, totalSysMemoryBytes: 20 };

it("reads the process anew each time", () => {
  let cpuSeconds = 2;
  const read = processReadings("normal", () => ({ ...usage, cpuSeconds }));
  const cpu = () => read().find(({ name }) => name === "otelcol_process_cpu_seconds")!.series;
  expect(cpu()).toEqual([{ attributes: {}, value: 2 }]);
  cpuSeconds = 3;
  expect(cpu()).toEqual([{ attributes: {}, value: 3 }]);
});

it("has nothing where own metrics are off", () => {
  expect(processReadings("none", () => usage)()).toEqual([]);
});
