import { defineConnector, defineExtension, defineReceiver, type Component } from "@genai-collector/component";
import { map } from "@genai-collector/config/schema";
import type { AnyFactory } from "@genai-collector/confmap";
import { expect, it } from "vitest";
import { listComponents } from "./list-components.ts";

const nothing = (): Component => ({ start: async () => undefined, shutdown: async () => undefined });
const config = map({});
const build = { command: "collector", description: "Collects", version: "1.2.3" };

it("lists the kinds in the order of a pipeline, components by name, with aliases and stability", () => {
  const factories = [
    defineReceiver({ type: "zeta", stability: { logs: "alpha", traces: "beta" }, config, create: nothing }),
    defineReceiver({ type: "alpha", aliases: ["a", "b"], stability: { logs: "stable" }, config, create: nothing }),
    defineExtension({ type: "health", stability: { extension: "beta" }, config, create: nothing }),
    defineConnector({
      type: "spans",
      stability: { "traces-metrics": "alpha" },
      config,
      traits: () => ({ acknowledges: false }) as never,
      create: () => ({}),
    }),
  ] as unknown as readonly AnyFactory[];
  expect(listComponents(factories, build)).toBe(`buildinfo:
  command: collector
  description: Collects
  version: 1.2.3
receivers:
  - name: alpha
    aliases: [a, b]
    stability:
      logs: stable
  - name: zeta
    stability:
      logs: alpha
      traces: beta
processors: []
exporters: []
connectors:
  - name: spans
    stability:
      traces-metrics: alpha
extensions:
  - name: health
    stability:
      extension: beta
`);
});
