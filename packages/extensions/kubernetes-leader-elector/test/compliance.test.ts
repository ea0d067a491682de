import type { LeaderElector } from "@genai-collector/component";
import { VirtualKubernetes, type VirtualRuntime } from "@genai-collector/testkit";
import { describeExtension } from "@genai-collector/testkit/conformance";
import { expect } from "vitest";
import { createKubernetesLeaderElectorFactory } from "../src/index.ts";

let server: VirtualKubernetes;

describeExtension(
  createKubernetesLeaderElectorFactory((config, settings) =>
    server.open(settings.runtime as VirtualRuntime)(config, settings),
  ),
  {
    prepare: (world) => {
      server = new VirtualKubernetes(world);
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
