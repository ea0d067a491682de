import protobuf from "protobufjs";
import { describe, expect, it } from "vitest";
import { decodeLogs } from "./otlp-log-decoder.ts";

const attribute = (key: string, write: (writer: protobuf.Writer) => void): Uint8Array => {
  const writer = protobuf.Writer.create();
  writer.uint32(10).string(key).uint32(18).fork();
  write(writer);
  return writer.ldelim().finish();
};

/** A request of one record, written by hand: tag after tag as OTLP has them. */
function request(): Uint8Array {
  const writer = protobuf.Writer.create();
  writer.uint32(10).fork(); // resource_logs
  writer.uint32(10).fork(); // resource
  writer.uint32(10).bytes(attribute("model", (value) => value.uint32(10).string("gpt")));
  writer.ldelim();
  writer.uint32(18).fork().uint32(18).fork(); // scope_logs, log_records
  writer.uint32(9).fixed64("1700000000123456789");
  writer.uint32(26).string("INFO");
  writer.uint32(50).bytes(attribute("tokens", (value) => value.uint32(24).int64(7)));
  writer.uint32(50).bytes(attribute("cost", (value) => value.uint32(33).double(0.25)));
  writer.uint32(50).bytes(attribute("ok", (value) => value.uint32(16).bool(false)));
  writer.uint32(74).bytes(Uint8Array.of(1, 0xab));
  return writer.ldelim().ldelim().ldelim().finish();
}

describe("decodeLogs", () => {
  it("reads times exactly, and typed attributes of record and resource", () => {
    expect(decodeLogs(request())).toEqual([
      {
        timeUnixNano: "1700000000123456789",
        severity: "INFO",
        traceId: "01ab",
        attributes: { model: "gpt", tokens: 7, cost: 0.25, ok: false },
      },
    ]);
  });

  it("refuses bytes that are no request", () => {
    expect(() => decodeLogs(new TextEncoder().encode("not protobuf"))).toThrow();
    expect(decodeLogs(new Uint8Array())).toEqual([]);
  });
});
