import {
  CollectorError,
  defineConnector,
  type BatchContext,
  type ConnectorTraits,
  type Consumer,
  type Outputs,
  type Traces,
} from "@genai-collector/component";
import { map, text } from "@genai-collector/config/schema";
import { createMetrics } from "@genai-collector/pdata";
import { describe, expect, it } from "vitest";
import { failuresOf } from "./conformance-case.ts";
import { conformanceOfConnector } from "./conformance-of.ts";
import { describeConnector } from "./describe.ts";

const config = map({ name: text({ default: "spans", doc: "The metric." }) });

/** A connector from traces; what `create` gives consumes them. */
function connector(traits: ConnectorTraits, create: (outputs: Outputs) => Consumer<Traces>) {
  return defineConnector({
    type: "sample",
    stability: { [traits.aggregates ? "traces-metrics" : "traces-traces"]: "alpha" },
    config,
    traits: () => traits,
    create: (_settings, _config, outputs) => ({ traces: create(outputs) }),
  });
}

/** Counts spans, at once. */
function counting(outputs: Outputs, contextOf: (given: BatchContext) => BatchContext): Consumer<Traces> {
  return {
    consume: async (payload, context) => {
      const dataPoints = [{ attributes: [], timeUnixNano: 1n, asInt: BigInt(payload.items) }];
      const metric = { name: "spans", sum: { dataPoints, aggregationTemporality: 1, isMonotonic: true } };
      const data = { resourceMetrics: [{ resource: { attributes: [] }, scopeMetrics: [{ metrics: [metric] }] }] };
      await outputs.metrics!.consume(createMetrics(data), contextOf(context)).catch(() => undefined);
    },
  };
}

const own = (): BatchContext => ({ acknowledge: "accepted", signal: new AbortController().signal });
const forward = (outputs: Outputs): Consumer<Traces> => outputs.traces!;

describeConnector(connector({ aggregates: true }, (outputs) => counting(outputs, own)));
describeConnector(connector({ aggregates: false }, forward));

describe("the conformance kit notices a connector that", () => {
  it.each([
    [
      "hands on aggregates as polled data",
      "carries no coverage when it aggregates",
      connector({ aggregates: true }, (outputs) => counting(outputs, (given) => given)),
    ],
    [
      "keeps failures to itself though it does not aggregate",
      "tells of failures behind it exactly when it does not aggregate",
      connector({ aggregates: false }, (outputs) => ({
        consume: (payload, context) => outputs.traces!.consume(payload, context).catch(() => undefined),
      })),
    ],
    [
      "fails its senders though it aggregates",
      "tells of failures behind it exactly when it does not aggregate",
      connector({ aggregates: true }, () => ({
        consume: () => Promise.reject(new CollectorError("X", "x", { kind: "refused" })),
      })),
    ],
    [
      "has no consumer for what it declares",
      "consumes what its stability declares",
      connector({ aggregates: false }, () => undefined as never),
    ],
  ])("%s", async (_what, caught, factory) => {
    const names = (await failuresOf(conformanceOfConnector(factory))).map(({ name }) => name);
    expect(names.filter((name) => name.includes(caught))).not.toEqual([]);
  });
});
