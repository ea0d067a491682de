import { parse, Root } from "protobufjs";
import { describe, expect, it } from "vitest";
import { encodeStatusMessage, statusMessageToJson, varint } from "./status-message.ts";

const { root } = parse(
  `syntax = "proto3";
   message Any { string type_url = 1; bytes value = 2; }
   message Status { int32 code = 1; string message = 2; repeated Any details = 3; }
   message Duration { int64 seconds = 1; int32 nanos = 2; }
   message RetryInfo { Duration retry_delay = 1; }`,
  new Root(),
  { keepCase: true },
);

function decode(type: string, bytes: Uint8Array): Record<string, unknown> {
  const message = root.lookupType(type);
  return message.toObject(message.decode(bytes), { longs: String });
}

describe("google.rpc.Status", () => {
  it.each([
    [
      { code: 14, message: "naïve" },
      { code: 14, message: "naïve" },
    ],
    [{ code: 8, message: "" }, { code: 8 }],
    [{ code: 0, message: "x".repeat(300) }, { message: "x".repeat(300) }],
  ])("%j as another program reads it", (status, read) => {
    expect(decode("Status", encodeStatusMessage(status))).toEqual(read);
    expect(statusMessageToJson(status)).toEqual(status);
  });

  it.each([
    [0, {}, "0s"],
    [1, { nanos: 1_000_000 }, "0.001s"],
    [0.2, { nanos: 1_000_000 }, "0.001s"],
    [2_000, { seconds: "2" }, "2s"],
    [90_250, { seconds: "90", nanos: 250_000_000 }, "90.25s"],
    [-5, {}, "0s"],
    [Infinity, { seconds: "2147483", nanos: 647_000_000 }, "2147483.647s"],
  ])("a delay of %d ms is a RetryInfo among its details", (retryDelayMs, delay, json) => {
    const status = { code: 14, message: "later", retryDelayMs };
    const { details } = decode("Status", encodeStatusMessage(status)) as {
      readonly details: readonly { readonly type_url: string; readonly value: Uint8Array }[];
    };
    expect(details.map((each) => each.type_url)).toEqual(["type.googleapis.com/google.rpc.RetryInfo"]);
    expect(decode("RetryInfo", details[0]!.value)).toEqual({ retry_delay: delay });
    expect(statusMessageToJson(status)).toMatchObject({
      details: [{ "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: json }],
    });
  });

  it("numbers of any size are written whole", () => {
    expect(varint(0)).toEqual([0]);
    expect(varint(300)).toEqual([0xac, 0x02]);
    expect(varint(2 ** 53 - 1)).toEqual([255, 255, 255, 255, 255, 255, 255, 15]);
  });
});
