import { encodeJson } from "@genai-collector/pdata";
import { spansOf } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { OtlpScene } from "./otlp-scene.ts";

const json = { "content-type": "application/json" };

/** Sends JSON, and gives the scene back. */
async function sent(path: string, content: object, status = 200): Promise<OtlpScene> {
  const scene = await OtlpScene.started();
  const answer = await scene.post(path, new TextEncoder().encode(JSON.stringify(content)), json);
  expect([answer.status, answer.text]).toEqual([status, expect.any(String)]);
  return scene;
}

const traceId = "5B8EFFF798038103D269B633813FC60C";
const withSpan = (span: object): object => ({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] });
const withPoint = (point: object): object => ({
  resourceMetrics: [{ scopeMetrics: [{ metrics: [{ name: "m", gauge: { dataPoints: [point] } }] }] }],
});

describe("OTLP as JSON", () => {
  it("57. a trace ID of 15 bytes: 400; an empty one is none", async () => {
    const scene = await sent("/v1/traces", withSpan({ traceId: traceId.slice(2) }), 400);
    expect(scene.sinks.traces.payloads).toEqual([]);
    const other = await sent("/v1/traces", withSpan({ traceId: "", name: "x" }));
    expect(spansOf(other.sinks.traces.payloads[0]!)).toMatchObject([{ traceId: new Uint8Array() }]);
  });

  it("58. a 64-bit integer as text and as number is the same; unknown fields are left out; snake_case is read", async () => {
    const attribute = (value: unknown): object => ({ key: "n", value: { intValue: value } });
    const asText = await sent(
      "/v1/traces",
      withSpan({ startTimeUnixNano: "1544712660", attributes: [attribute("7")] }),
    );
    const asNumber = await sent("/v1/traces", {
      resource_spans: [
        {
          scope_spans: [
            { spans: [{ start_time_unix_nano: 1_544_712_660, attributes: [attribute(7)], unknown: { a: 1 } }] },
          ],
        },
      ],
      unknown: [1],
    });
    const [one, other] = [asText, asNumber].map((scene) => spansOf(scene.sinks.traces.payloads[0]!));
    expect(one).toMatchObject([
      { startTimeUnixNano: 1_544_712_660n, attributes: [{ key: "n", value: { intValue: 7n } }] },
    ]);
    expect(other).toEqual(one);
  });

  it("59. an ID in upper case is taken, and written in lower case", async () => {
    const scene = await sent("/v1/traces", withSpan({ traceId, spanId: "EEE19B7EC3C1B174" }));
    const written = new TextDecoder().decode(encodeJson(scene.sinks.traces.payloads[0]!));
    expect(written).toContain(`"traceId":"${traceId.toLowerCase()}"`);
    expect(written).toContain('"spanId":"eee19b7ec3c1b174"');
  });

  it.each(["NaN", "Infinity", "-Infinity"])("60. %s survives", async (value) => {
    const scene = await sent("/v1/metrics", withPoint({ asDouble: value }));
    const written = new TextDecoder().decode(encodeJson(scene.sinks.metrics.payloads[0]!));
    expect(written).toContain(`"asDouble":"${value}"`);
  });

  it("62. and its errors are told as JSON", async () => {
    const scene = await OtlpScene.started();
    const answer = await scene.post("/v1/logs", new TextEncoder().encode('{"resourceLogs":1}'), json);
    expect([answer.status, answer.headers["content-type"]]).toEqual([400, "application/json"]);
    expect(JSON.parse(answer.text)).toMatchObject({
      code: 3,
      message: expect.stringContaining("resourceLogs") as string,
    });
  });
});
