import { isFactory } from "@genai-collector/component";
import { expect, it } from "vitest";
import { factoryProblem } from "./factory-problem.ts";

const config = { jsonSchema: {}, decode: () => ({}) };
const good = { kind: "receiver", type: "foo", stability: {}, config, create: () => undefined };

it.each([
  [{}, undefined],
  [{ kind: "processor", create: undefined, createLogs: () => undefined }, undefined],
  [{ kind: "exporter", traits: () => ({}) }, undefined],
  [{ kind: "gadget" }, 'its kind "gadget" is none of receiver, processor, exporter, connector, extension'],
  [{ type: undefined }, "its type (none) is no component type"],
  [{ type: "1st" }, 'its type "1st" is no component type'],
  [{ aliases: ["ok", 5] }, "its type 5 is no component type"],
  [{ stability: undefined }, "it declares no stability"],
  [{ config: {} }, "its config was not made with the schema builders"],
  [{ create: undefined }, "it has no create"],
  [{ kind: "processor" }, "it has no createAny, createTraces, createMetrics, createLogs"],
  [{ kind: "exporter" }, "it declares no traits"],
])("says what keeps a marked value from being a factory: %o", (more, expected) => {
  const value: unknown = { ...good, ...more, [Symbol.for("genai-collector.factory/1")]: true };
  expect(isFactory(value) && factoryProblem(value)).toBe(expected);
});
