// Numbers are those of the behaviours to test in delivery.md §14.
import { generateLogs, generateMetrics, generateTraces, jsonAnswer } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { coverage, setScene } from "./scene.ts";

describe("answers of 2xx", () => {
  it.each([200, 201, 202, 204])("80: %i on either path: success", async (status) => {
    const scene = setScene([{ status }]);
    expect(await scene.outcome(generateMetrics())).toBeUndefined();
    expect(await scene.outcome(generateLogs())).toBeUndefined();
    expect(scene.recorded.count("otlp_http.requests{outcome=2xx}")).toBe(2);
    expect(scene.recorded.count("otlp_http.unreadable_answers")).toBe(0);
  });

  it("98: rejected points 3, rejected records 2: the rest was taken, the count is told by reason, nothing is sent again", async () => {
    const proto = { "content-type": "application/x-protobuf" };
    const body = Uint8Array.from([10, 11, 8, 3, 18, 7, ...new TextEncoder().encode("too old")]);
    const scene = setScene((request) =>
      request.url.endsWith("metrics")
        ? { headers: proto, body }
        : jsonAnswer({ partialSuccess: { rejectedLogRecords: "2", errorMessage: "no stream" } }),
    );
    const points = await scene.outcome(generateMetrics({ items: 8 }));
    expect(points).toMatchObject({ code: "EXPORT_PARTIAL", kind: "gap", message: "the sink rejected 3 of 8: too old" });
    expect(points!.rejected).toEqual([{ items: 3, reason: "partial_success" }]);
    const records = await scene.outcome(generateLogs({ items: 8 }), { coverage });
    expect(records).toMatchObject({ message: "the sink rejected 2 of 8: no stream" });
    expect(scene.requests).toHaveLength(2);
    expect(scene.recorded.count("otlp_http.rejected_items{reason=partial_success}")).toBe(5);
  });

  it("partial success that rejects more than there was rejects what there was", async () => {
    const scene = setScene([jsonAnswer({ partialSuccess: { rejectedSpans: 500 } })]);
    const error = await scene.outcome(generateTraces({ items: 8 }));
    expect(error).toMatchObject({ message: "the sink rejected 8 of 8", rejected: [{ items: 8 }] });
  });

  it("partial success is never bisected: what it does not reject is stored", async () => {
    const scene = setScene([jsonAnswer({ partialSuccess: { rejectedDataPoints: 1 } })], { partial_400: "none_stored" });
    expect(await scene.outcome(generateMetrics(), { coverage })).toMatchObject({ code: "EXPORT_PARTIAL" });
    expect(scene.requests).toHaveLength(1);
  });

  it("99: rejected 0 with a message: a success, and a warning that is not repeated with every answer", async () => {
    const scene = setScene([jsonAnswer({ partialSuccess: { errorMessage: "use v2" } })]);
    for (let i = 0; i < 5; i++) expect(await scene.outcome(generateLogs())).toBeUndefined();
    const told = () => scene.recorded.logs.filter(({ message }) => message === "Partial success response");
    expect(told()).toMatchObject([{ level: "warn", data: { message: "use v2" } }]);
    await scene.world.advance(60_000);
    await scene.outcome(generateLogs());
    expect(told()).toHaveLength(2);
    expect(scene.recorded.count("otlp_http.unreadable_answers")).toBe(0);
  });

  it.each([
    ["100: a truncated partial-success body", { body: Uint8Array.from([10, 11, 8, 3, 18]) }],
    ["a page of a proxy", { headers: { "content-type": "text/html" }, body: "<html>ok</html>" }],
    ["JSON that is none", { headers: { "content-type": "application/json" }, body: "ok" }],
    ["a body that breaks off", { body: Uint8Array.from([10, 2, 8, 3]), cutAfterBytes: 2 }],
    ["a body of more than 4 MiB", { body: new Uint8Array(4 * 1_048_576 + 1) }],
  ])("%s: no phantom reject; a success that is counted", async (_what, answer) => {
    const scene = setScene([answer]);
    expect(await scene.outcome(generateLogs())).toBeUndefined();
    expect(scene.requests).toHaveLength(1);
    expect(scene.recorded.count("otlp_http.unreadable_answers")).toBe(1);
  });

  it.each([
    ["breaks off", { body: Uint8Array.from([10, 2, 8, 3]), cutAfterBytes: 2 }],
    ["is longer than 4 MiB", { body: new Uint8Array(4 * 1_048_576 + 1) }],
  ])(
    "an answer that %s may have rejected something: that is told, once a minute for each signal",
    async (_what, answer) => {
      const scene = setScene([answer]);
      for (const payload of [generateLogs({ items: 8 }), generateLogs(), generateTraces()])
        await scene.outcome(payload);
      const url = "https://otlp.example.org/v1/logs";
      expect(scene.recorded.logs).toMatchObject([
        { level: "warn", message: expect.stringContaining("not whole") as string, data: { url, items: 8 } },
        { level: "warn", data: { url: "https://otlp.example.org/v1/traces" } },
      ]);
    },
  );

  it("an answer that is whole and none of OTLP is told of by its counter alone: some sinks know no other", async () => {
    const scene = setScene([{ headers: { "content-type": "text/plain" }, body: "ok" }]);
    await scene.outcome(generateLogs());
    expect(scene.recorded.count("otlp_http.unreadable_answers")).toBe(1);
    expect(scene.recorded.logs).toEqual([]);
  });

  it("reads up to 4 MiB: a long message does not hide what was rejected (§15.2 no. 8)", async () => {
    const errorMessage = "x".repeat(100_000);
    const scene = setScene([jsonAnswer({ partialSuccess: { errorMessage, rejectedSpans: 2 } })]);
    const error = await scene.outcome(generateTraces());
    expect(error!.rejected).toEqual([{ items: 2, reason: "partial_success" }]);
    expect(error!.message.length).toBeLessThan(300);
  });
});
