import type { LeaderElector } from "@genai-collector/component";
import { VirtualDynamo, type VirtualRuntime } from "@genai-collector/testkit";
import { describeExtension } from "@genai-collector/testkit/conformance";
import { expect } from "vitest";
import { createDynamodbLeaderElectorFactory } from "../src/index.ts";

let server: VirtualDynamo;

describeExtension(
  createDynamodbLeaderElectorFactory((config, settings) =>
    server.open(settings.runtime as VirtualRuntime)(config, settings),
  ),
  {
    config: { table: "collector" },
    prepare: (world) => {
      server = new VirtualDynamo(world);
    },
    exercise: async ([provided]) => {
      const elector = provided!.implementation as LeaderElector;
      const over = new AbortController();
      const epochs: number[] = [];
      const lead = async ({ epoch }: { readonly epoch: number }): Promise<void> => {
        epochs.push(epoch);
        over.abort(new Error("led"));
      };
      await elector.campaign("portkey", 4, lead, over.signal);
      expect(epochs).toHaveLength(1);
      expect(epochs[0]).toBeGreaterThan(4);
    },
  },
);
