import { describe, expect, it } from "vitest";
import { closest } from "./closest.ts";

describe("closest", () => {
  const keys = ["receivers", "processors", "exporters", "connectors", "send_batch_size", "tls", "grpc", "http"];

  it.each([
    ["recievers", "receivers"],
    ["reciever", "receivers"],
    ["processor", "processors"],
    ["exporter", "exporters"],
    ["sendBatchSize", "send_batch_size"],
    ["send-batch-size", "send_batch_size"],
    ["SEND_BATCH_SIZE", "send_batch_size"],
    ["htpp", "http"],
    ["gprc", "grpc"],
    ["tsl", "tls"],
    ["pipelines", undefined],
    ["x", undefined],
    ["", undefined],
  ])("takes %j for %j", (word, found) => {
    expect(closest(word, keys)).toBe(found);
  });

  it("prefers the nearer one, and of two the first", () => {
    expect(closest("abcd", ["abxx", "abcx", "abcy"])).toBe("abcx");
  });

  it("stays quick for long words and many candidates", () => {
    const many = Array.from({ length: 100_000 }, (_, index) => `${"k".repeat(70)}${index}`);
    expect(closest("k".repeat(1_000_000), many)).toBeDefined();
  });
});
