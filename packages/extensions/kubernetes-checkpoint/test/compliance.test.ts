import type { CheckpointStore, LaneKey } from "@genai-collector/component";
import { VirtualKubernetes, type VirtualRuntime } from "@genai-collector/testkit";
import { describeCheckpointStore, describeExtension } from "@genai-collector/testkit/conformance";
import { expect } from "vitest";
import { createKubernetesCheckpointFactory } from "../src/index.ts";
import { VirtualStorage } from "./virtual-storage.ts";

const lane: LaneKey = { receiver: "r", loop: "l", pass: "", pipeline: "metrics" };
let server: VirtualKubernetes;

describeExtension(
  createKubernetesCheckpointFactory((config, settings) =>
    server.open(settings.runtime as VirtualRuntime)(config, settings),
  ),
  {
    prepare: (world) => {
      server = new VirtualKubernetes(world);
    },
    exercise: async ([provided]) => {
      const store = provided!.implementation as CheckpointStore;
      const time = ((await store.load(lane))?.frontier.time ?? 0) + 1;
      expect(await store.advance(lane, { time }, 1, [])).toBe("saved");
    },
  },
);

describeCheckpointStore("kubernetes_checkpoint", async () => new VirtualStorage());
