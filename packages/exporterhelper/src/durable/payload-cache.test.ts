import { BufferMemory } from "@genai-collector/component";
import { describe, expect, it } from "vitest";
import { logsOf } from "../../test/scripted-sender.ts";
import { PayloadCache } from "./payload-cache.ts";

describe("PayloadCache", () => {
  const { bytes } = logsOf(["a"]);

  it("keeps as much as there is room for; what is let go of makes room", () => {
    const memory = new BufferMemory();
    const cache = new PayloadCache(memory, 2 * bytes);
    const [one, two] = ["a", "b"].map((body) => cache.tryKeep(logsOf([body])));
    expect(cache.tryKeep(logsOf(["c"]))).toBeUndefined();
    one!.release();
    const three = cache.tryKeep(logsOf(["c"]))!;
    expect(cache.tryKeep(logsOf(["d"]))).toBeUndefined();
    two!.release();
    three.release();
    expect(memory.heldBytes).toBe(0);
  });

  it("keeps what is needed now in any case", () => {
    const memory = new BufferMemory();
    const kept = new PayloadCache(memory, 0).keep(logsOf(["a"]));
    expect(memory.heldBytes).toBeGreaterThan(0);
    kept.release();
    expect(memory.heldBytes).toBe(0);
  });
});
