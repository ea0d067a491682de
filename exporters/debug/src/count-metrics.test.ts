import { createMetrics, type Metric } from "@genai-collector/pdata";
import { describe, expect, it } from "vitest";
import { countMetrics } from "./count-metrics.ts";

const metric = (name: string): Metric => ({ name, gauge: { dataPoints: [] } });

describe("countMetrics", () => {
  it("counts metrics of every resource and scope, those without points too", () => {
    const payload = createMetrics({
      resourceMetrics: [
        {
          resource: { attributes: [{ key: "a", value: { stringValue: "b" } }] },
          scopeMetrics: [{ metrics: [metric("m"), metric("n")] }, { metrics: [metric("o")] }],
        },
        { resource: { attributes: [] }, scopeMetrics: [] },
        { resource: { attributes: [] }, scopeMetrics: [{ scope: { name: "s" }, metrics: [{ name: "p" }] }] },
      ],
    });
    expect(countMetrics(payload.encoded())).toBe(4);
    expect(countMetrics([])).toBe(0);
  });

  it("says where bytes do not add up", () => {
    expect(() => countMetrics([{ bytes: Uint8Array.from([10, 2, 18, 9]) }])).toThrow("9 bytes");
  });
});
