import { describe, expect, it } from "vitest";
import { parseArguments } from "./arguments.ts";

describe("parseArguments", () => {
  it("needs the platform alone", () => {
    expect(parseArguments(["portkey"])).toEqual({
      port: 0,
      objectPort: 0,
      options: {
        seed: 1,
        apiKey: undefined,
        maxIngestionMs: undefined,
        requestsPerMinute: undefined,
        slowMs: undefined,
        exports: { msPerThousandRows: undefined },
        faultRates: {},
      },
    });
  });

  it("reads everything", () => {
    const numbers = [
      "--max-ingestion-ms",
      "0",
      "--requests-per-minute",
      "3",
      "--slow-ms",
      "5",
      "--export-pace-ms",
      "9",
    ];
    const faults = ["--faults", '{"cut":0.5,"quota":1}'];
    const args = [
      "portkey",
      "--port",
      "8080",
      "--object-port",
      "8081",
      "--seed",
      "7",
      "--api-key",
      "k",
      ...numbers,
      ...faults,
    ];
    expect(parseArguments(args)).toEqual({
      port: 8_080,
      objectPort: 8_081,
      options: {
        seed: 7,
        apiKey: "k",
        maxIngestionMs: 0,
        requestsPerMinute: 3,
        slowMs: 5,
        exports: { msPerThousandRows: 9 },
        faultRates: { cut: 0.5, quota: 1 },
      },
    });
  });

  it.each([
    [[], /name one platform to simulate; known are "portkey" and "langsmith"/],
    [["openai"], /name one platform/],
    [["portkey", "portkey"], /name one platform/],
    [["portkey", "--port", "70000"], /--port must be a whole number from 0 to 65535, found "70000"/],
    [["portkey", "--port", ""], /--port must be a whole number/],
    [["portkey", "--seed", "one"], /--seed must be a whole number/],
    [["portkey", "--slow-ms", "-1"], /--slow-ms/],
    [["portkey", "--sede", "1"], /--sede/],
    [["portkey", "--faults", "{"], /--faults must be JSON, found {/],
    [["portkey", "--faults", "[]"], /--faults must be a JSON object, found \[\]/],
    [["portkey", "--faults", '{"explode":1}'], /there is no fault "explode"; known are unauthorized/],
    [["portkey", "--faults", '{"cut":2}'], /the chance of "cut" must be a number from 0 to 1, found 2/],
  ])("%j: says what is wrong", (args, message) => {
    expect(() => parseArguments(args)).toThrow(message);
  });
});
