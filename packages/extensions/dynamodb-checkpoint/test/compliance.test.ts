import type { CheckpointStore, LaneKey } from "@genai-collector/component";
import { VirtualDynamo, type VirtualRuntime } from "@genai-collector/testkit";
import { describeCheckpointStore, describeExtension } from "@genai-collector/testkit/conformance";
import { expect } from "vitest";
import { createDynamodbCheckpointFactory } from "../src/index.ts";
import { VirtualStorage } from "./virtual-storage.ts";

const lane: LaneKey = { receiver: "r", loop: "l", pass: "", pipeline: "metrics" };
let dynamo: VirtualDynamo;

describeExtension(
  createDynamodbCheckpointFactory((config, settings) =>
    dynamo.open(settings.runtime as VirtualRuntime)(config, settings),
  ),
  {
    config: { table: "collector" },
    prepare: (world) => {
      dynamo = new VirtualDynamo(world);
    },
    exercise: async ([provided]) => {
      const store = provided!.implementation as CheckpointStore;
      const time = ((await store.load(lane))?.frontier.time ?? 0) + 1;
      expect(await store.advance(lane, { time }, 1, [])).toBe("saved");
    },
  },
);

describeCheckpointStore("dynamodb_checkpoint", async () => new VirtualStorage());
