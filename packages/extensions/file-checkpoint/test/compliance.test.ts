import type { CheckpointStore, LaneKey } from "@genai-collector/component";
import { createHost, createSettings, VirtualRuntime, World } from "@genai-collector/testkit";
import { describeCheckpointStore, describeExtension } from "@genai-collector/testkit/conformance";
import { expect } from "vitest";
import { fileCheckpointExtensionFactory } from "../src/index.ts";

const lane: LaneKey = { receiver: "r", loop: "l", pass: "", pipeline: "metrics" };

describeExtension(fileCheckpointExtensionFactory, {
  exercise: async ([provided]) => {
    const store = provided!.implementation as CheckpointStore;
    const time = ((await store.load(lane))?.frontier.time ?? 0) + 1;
    expect(await store.advance(lane, { time }, 1, [])).toBe("saved");
  },
});

describeCheckpointStore("file_checkpoint", async () => {
  const world = new World(0);
  const path = "/state/checkpoint.json";
  let running: VirtualRuntime | undefined;
  return {
    until: (promise) => world.until(promise),
    open: async () => {
      running?.kill();
      running = new VirtualRuntime(world);
      const extension = fileCheckpointExtensionFactory.create(createSettings("file_checkpoint", running), {
        path,
        orphans: undefined,
      });
      await extension.start?.(createHost());
      return extension.provided![0]!.implementation as CheckpointStore;
    },
    corrupt: async () => world.disk.put(path, world.disk.get(path)!.subarray(0, -10)),
    failWrites: () => world.disk.fail({ call: "write", code: "ENOSPC" }),
  };
});
