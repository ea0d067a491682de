import { describe, expect, it } from "vitest";
import { parseLangSmithArguments } from "./langsmith-arguments.ts";

describe("parseLangSmithArguments", () => {
  it("needs the platform alone, and reads everything", () => {
    expect(parseLangSmithArguments(["langsmith"])).toMatchObject({ port: 0, options: { seed: 1, version: "0.13.5" } });
    const numbers = ["--projects", "700", "--runs-per-minute", "9", "--latest-ingestion-ms", "0", "--slow-ms", "5"];
    const others = ["--port", "80", "--seed", "7", "--api-key", "k", "--release", "0.16.5", "--faults", '{"cut":0.5}'];
    expect(parseLangSmithArguments(["langsmith", ...numbers, ...others])).toEqual({
      port: 80,
      options: {
        seed: 7,
        apiKey: "k",
        version: "0.16.5",
        projects: 700,
        runsPerMinute: 9,
        latestIngestionMs: 0,
        slowMs: 5,
        faultRates: { cut: 0.5 },
      },
    });
  });

  it.each([
    [["langsmith", "portkey"], /name one platform/],
    [["langsmith", "--release", "1"], /--release must be 0.13.5 or 0.16.5, found "1"/],
    [["langsmith", "--projects", "many"], /--projects must be a whole number/],
    [["langsmith", "--faults", '{"coarse":1}'], /there is no fault "coarse"; known are bad_request/],
  ])("%j: says what is wrong", (args, message) => {
    expect(() => parseLangSmithArguments(args)).toThrow(message);
  });
});
