import { describe, expect, it } from "vitest";
import { decodeRequest } from "./otlp-decoder.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("decodeRequest", () => {
  it("refuses bytes that are no request", () => {
    expect(() => decodeRequest(bytes("not protobuf"))).toThrow();
    expect(decodeRequest(new Uint8Array())).toEqual([]);
  });
});
