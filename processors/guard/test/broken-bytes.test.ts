import { logsFromRanges, merge, parseRequest, type Logs } from "@genai-collector/pdata";
import { generateLogs, recordsOf } from "@genai-collector/testkit";
import { CollectorError } from "@genai-collector/component";
import { describe, expect, it } from "vitest";
import { coverage, logsOf, setScene } from "./scene.ts";

/** One record whose text is longer than the record; its lengths add up down to it, as the door checks. */
const broken = (): Logs => parseRequest("logs", Uint8Array.from([10, 6, 18, 4, 18, 2, 42, 9]));

describe("bytes that cannot be decoded", () => {
  it("alone are malformed: the sender is told", async () => {
    const scene = setScene("logs");
    await expect(scene.consume(broken())).rejects.toMatchObject({ code: "PDATA_MALFORMED", kind: "malformed" });
    expect(scene.sink.payloads).toEqual([]);
  });

  it("of one client cost no other client's data: the rest goes on, they are dropped and counted", async () => {
    const scene = setScene("logs");
    const outcome = scene.consume(merge([generateLogs({ items: 3 }), broken(), generateLogs({ items: 2 })]));
    await expect(outcome).rejects.toMatchObject({
      code: "GUARD_MALFORMED",
      kind: "gap",
      rejected: [{ items: 1, reason: "malformed" }],
    });
    expect(recordsOf(scene.sink.payloads[0]!)).toHaveLength(5);
    expect(scene.dropped("malformed")).toBe(1);
  });

  it("and a failure behind: both are told, the graver one first", async () => {
    const scene = setScene("logs");
    scene.sink.failWith(new CollectorError("DOWN", "down", { kind: "retryable" }));
    await expect(scene.consume(merge([generateLogs(), broken()]))).rejects.toMatchObject({
      code: "DOWN",
      kind: "retryable",
      rejected: [{ items: 1 }],
    });
  });

  it("that we polled ourselves are held whole: a bug of ours loses nothing", async () => {
    const scene = setScene("logs");
    await expect(scene.consume(merge([generateLogs(), broken()]), { coverage })).rejects.toMatchObject({
      kind: "malformed",
    });
    expect(scene.sink.payloads).toEqual([]);
    expect(scene.dropped("malformed")).toBe(0);
  });
});

describe("fields that OTLP does not name", () => {
  it("do not survive, and are counted: nobody looked at what is in them", async () => {
    const scene = setScene("logs");
    const payload = logsOf([{}]);
    const [{ bytes }] = payload.encoded() as [{ bytes: Uint8Array }];
    const secret = new TextEncoder().encode("LEAK");
    // Field 99 of ResourceLogs, a text; the length of the range grows by as much.
    const field = Uint8Array.from([0x9a, 0x06, secret.length, ...secret]);
    const longer = Uint8Array.from([10, bytes[1]! + field.length, ...bytes.subarray(2), ...field]);
    await scene.consume(logsFromRanges([{ bytes: longer }]));
    const [out] = scene.sink.payloads[0]!.encoded();
    expect(Buffer.from(out!.bytes).toString("latin1")).not.toContain("LEAK");
    expect(scene.count("unknown_fields")).toBe(1);
  });
});
