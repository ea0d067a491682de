import { hostname, totalmem } from "node:os";
import { describe, expect, it } from "vitest";
import { systemProcess } from "./process.ts";

const mebibyte = 1024 * 1024;

describe("the memory of the process", () => {
  it("is measured: a buffer lies outside the heap, and counts once", () => {
    const before = systemProcess.memory();
    const held = Buffer.alloc(64 * mebibyte, 1);
    const after = systemProcess.memory();
    expect(after.bufferBytes - before.bufferBytes).toBeGreaterThanOrEqual(64 * mebibyte);
    expect(after.heapUsedBytes - before.heapUsedBytes).toBeLessThan(32 * mebibyte);
    expect(after.rssBytes).toBeGreaterThan(after.heapUsedBytes);
    expect(after.heapLimitBytes).toBeGreaterThan(after.heapUsedBytes);
    expect(held).toHaveLength(64 * mebibyte);
  });

  it("has a limit, which is no more than the machine has", () => {
    expect(systemProcess.memoryLimitBytes()).toBeGreaterThan(mebibyte);
    expect(systemProcess.memoryLimitBytes()).toBeLessThanOrEqual(totalmem());
  });
});

describe("the names of the process", () => {
  it("are the machine's, and the pod's where the environment says one", () => {
    const before = process.env["POD_NAME"];
    try {
      process.env["POD_NAME"] = "collector-0";
      expect(systemProcess.names).toEqual({ pod: "collector-0", host: hostname() });
      process.env["POD_NAME"] = "";
      expect(systemProcess.names.pod).toBeUndefined();
    } finally {
      if (before === undefined) delete process.env["POD_NAME"];
      else process.env["POD_NAME"] = before;
    }
  });
});

describe("garbage", () => {
  it("is collected on demand, dead buffers as well, without a flag on the command line", async () => {
    const holder: { buffers: Buffer[] } = { buffers: Array.from({ length: 64 }, () => Buffer.alloc(mebibyte, 1)) };
    const before = systemProcess.memory().bufferBytes;
    holder.buffers = [];
    await systemProcess.collectGarbage!();
    expect(before - systemProcess.memory().bufferBytes).toBeGreaterThan(60 * mebibyte);
    expect((globalThis as { gc?: unknown }).gc).toBeUndefined();
  });
});
