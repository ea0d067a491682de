import { capability, provide } from "@genai-collector/component";
import type { GraphDescription } from "./configure.ts";
import type { FakeComponents } from "./fake-components.ts";

/** What the extension `clock` of the gateway provides. */
export const clock = capability<{ tick(): void }>("test.clock/1");

/** otlp → batch → sink, and through a connector to another pipeline; an extension beside. */
export function gateway(fake: FakeComponents): GraphDescription {
  return {
    receivers: { otlp: fake.receiver(), other: fake.receiver() },
    processors: { guard: fake.processor({ guards: true }), batch: fake.processor() },
    exporters: { sink: fake.exporter(), "sink/2": fake.exporter(), unused: fake.exporter() },
    connectors: { forward: fake.connector() },
    extensions: { clock: fake.extension([provide(clock, { tick: () => undefined })]), second: fake.extension() },
    pipelines: {
      "traces/out": [["forward"], ["batch"], ["sink/2"]],
      traces: [["otlp"], ["guard", "batch"], ["sink", "forward"]],
      logs: [["otlp", "other"], ["guard"], ["sink"]],
    },
  };
}
