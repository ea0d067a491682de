import { metricsFromRanges } from "@genai-collector/pdata";
import { describe, expect, it } from "vitest";
import { BufferMemory } from "./buffer-memory.ts";

describe("BufferMemory", () => {
  it("counts a buffer once, however many payloads and forks over it are held", () => {
    const memory = new BufferMemory();
    const buffer = new Uint8Array(1_000);
    const payload = metricsFromRanges([{ bytes: buffer.subarray(0, 10) }, { bytes: buffer.subarray(10, 20) }]);
    const releases = [
      memory.hold(payload),
      memory.hold(payload.fork()),
      memory.hold(metricsFromRanges([{ bytes: buffer.subarray(5, 6) }])),
    ];
    expect(memory.heldBytes).toBe(1_000);
    releases[0]!();
    releases[1]!();
    expect(memory.heldBytes).toBe(1_000);
    releases[2]!();
    expect(memory.heldBytes).toBe(0);
  });

  it("lets a release be called twice", () => {
    const memory = new BufferMemory();
    const payload = metricsFromRanges([{ bytes: new Uint8Array(8) }]);
    const [first, second] = [memory.hold(payload), memory.hold(payload)];
    first();
    first();
    expect(memory.heldBytes).toBe(8);
    second();
    expect(memory.heldBytes).toBe(0);
  });
});
