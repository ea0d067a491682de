import { expect, it } from "vitest";
import type { ResourceMetrics } from "../data.ts";
import { encodeRange } from "./codec.ts";

const resource = (timeUnixNano: unknown): ResourceMetrics => ({
  resource: { attributes: [] },
  scopeMetrics: [
    {
      scope: { name: "s" },
      metrics: [
        { name: "m", gauge: { dataPoints: [{ attributes: [], timeUnixNano: timeUnixNano as bigint, asDouble: 1 }] } },
      ],
    },
  ],
});

it("a resource that cannot be encoded leaves nothing in front of the next one", () => {
  const expected = encodeRange("metrics", resource(1n));
  // As a component without a compiler might make it: the value behind the time is written by then.
  expect(() => encodeRange("metrics", resource(1))).toThrow(TypeError);
  expect(encodeRange("metrics", resource(1n))).toEqual(expected);
});
