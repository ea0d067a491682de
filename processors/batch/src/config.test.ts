import { decodeConfig } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { batchConfig } from "./config.ts";

const decode = (raw: unknown) => decodeConfig(batchConfig, raw, "batch");

describe("batch's configuration", () => {
  it("13: has otelcol's defaults", () => {
    expect(decode(null)).toEqual({
      send_batch_size: 8192,
      send_batch_max_size: 0,
      timeout: 200,
      metadata_keys: [],
      metadata_cardinality_limit: 1000,
      max_in_flight_bytes: 64 * 1024 * 1024,
    });
  });

  it.each([
    ["a maximum of its own size", { send_batch_size: 10, send_batch_max_size: 10 }],
    ["no maximum", { send_batch_size: 10, send_batch_max_size: 0 }],
    ["no timer", { timeout: "0s" }],
    ["no size", { send_batch_size: 0 }],
    ["no limit of combinations", { metadata_cardinality_limit: 0 }],
  ])("allows %s", (_what, raw) => {
    expect(decode(raw)).toBeDefined();
  });

  it.each([
    [
      "a maximum below the size",
      { send_batch_size: 10, send_batch_max_size: 9 },
      "greater or equal to send_batch_size",
    ],
    ["a negative timeout", { timeout: "-1s" }, "timeout"],
    [
      "a key twice, in another case",
      { metadata_keys: ["tenant", "Tenant"] },
      'duplicate entry in metadata_keys: "tenant"',
    ],
    ["an empty key", { metadata_keys: [""] }, "metadata_keys"],
    ["no bytes at all", { max_in_flight_bytes: 0 }, "max_in_flight_bytes"],
    ["a key that it does not have", { sendbatchsize: 1 }, "sendbatchsize"],
  ])("refuses %s", (_what, raw, problem) => {
    expect(() => decode(raw)).toThrow(problem);
  });
});
