// Numbers are those of the behaviours to test in delivery.md §14.
import { generateLogs, generateTraces, jsonAnswer, type Answer } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { setScene } from "./scene.ts";

const ok: Answer = { status: 200 };
const basic = `Basic ${Buffer.from("123456:glc_token").toString("base64")}`;

describe("what is told of answers", () => {
  it("101: 400 echoing the Authorization header and token: neither appears in the error text", async () => {
    const echo = `bad request: authorization: ${basic}, user 123456:glc_token, token=glc_token`;
    const scene = setScene([{ status: 400, body: echo }], { headers: { Authorization: basic } });
    const error = await scene.outcome(generateLogs());
    expect(error!.message).toBe(
      "https://otlp.example.org/v1/logs answered 400: bad request: authorization: [REDACTED], user [REDACTED], token=[REDACTED]",
    );
  });

  it("102: whatever is rejected: the token never in the error text, nor in the log", async () => {
    const echoes: readonly Answer[] = [
      ...[400, 401, 413, 429, 500, 503].map((status) => ({ status, body: `token glc_token ${basic}` })),
      jsonAnswer({ partialSuccess: { rejectedSpans: 1, errorMessage: basic } }),
      jsonAnswer({ partialSuccess: { errorMessage: basic } }),
      { status: 302, headers: { location: `https://x/glc_token` } },
      // Cut where a naive limit would leave the beginning of the secret.
      { status: 400, body: `${" ".repeat(4_090)}glc_token` },
    ];
    for (const answer of echoes) {
      const scene = setScene([answer], {
        headers: { Authorization: basic },
        retry_on_failure: { max_elapsed_time: "10s" },
      });
      const error = await scene.outcome(generateTraces({ items: 1 }));
      const told = `${error?.message} ${JSON.stringify(scene.recorded.logs, (_key, value: unknown) => (value instanceof Error ? `${value.message} ${String(value.cause)}` : value))}`;
      expect([answer, told.includes("glc_tok")]).toEqual([answer, false]);
      expect(told).not.toContain(basic.slice("Basic ".length));
    }
  });

  it("the message of a google.rpc.Status is read out of its protobuf", async () => {
    const said = new TextEncoder().encode("tenant is suspended");
    const body = Uint8Array.from([8, 3, 18, said.length, ...said]);
    const scene = setScene([{ status: 400, headers: { "content-type": "application/x-protobuf" }, body }]);
    expect((await scene.outcome(generateLogs()))!.message).toBe(
      "https://otlp.example.org/v1/logs answered 400: tenant is suspended",
    );
  });

  it("counts requests by outcome, bytes of those that were answered, and time", async () => {
    const scene = setScene([{ status: 503 }, { status: 302 }, { status: 404 }, { lost: true }, ok], {
      compression: "none",
    });
    const payload = generateLogs();
    const { bytes } = payload;
    for (let i = 0; i < 3; i++) await scene.outcome(payload.fork());
    const count = (name: string): number => scene.recorded.count(`otlp_http.${name}`);
    expect(["2xx", "3xx", "4xx", "5xx", "none"].map((outcome) => count(`requests{outcome=${outcome}}`))).toEqual([
      1, 1, 1, 1, 1,
    ]);
    expect(count("sent_bytes")).toBe(4 * bytes);
    const durations = scene.recorded.values.get("otlp_http.request_duration")!;
    expect(durations.map((seconds) => Math.round(seconds * 100) / 100)).toEqual([0.02, 0.02, 0.02, 0.01, 0.02]);
  });
});
