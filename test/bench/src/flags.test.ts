import { describe, expect, it } from "vitest";
import { parseFlags } from "./flags.ts";

describe("parseFlags", () => {
  it("runs everything, as often and as long as figures need, when nothing is said", () => {
    const flags = parseFlags([]);
    expect([...flags.parts]).toEqual(["codec", "compare", "growth", "workers"]);
    expect(flags).toMatchObject({ scenarios: [], runs: 5, seconds: 8, warmUpSeconds: 2 });
  });

  it("leaves the codec out when scenarios are named", () => {
    expect([...parseFlags(["--scenario", "http-1", "--scenario", "grpc-10"]).parts]).toEqual([
      "compare",
      "growth",
      "workers",
    ]);
  });

  it("runs the parts that are named", () => {
    expect([...parseFlags(["codec"]).parts]).toEqual(["codec"]);
  });

  it.each([
    [["--runs", "0"], /--runs: expected a positive number, found "0"/],
    [["--runs", "1.5"], /--runs/],
    [["--seconds", "soon"], /--seconds/],
    [["everything"], /expected codec, compare, growth, workers, found "everything"/],
    [["--unknown"], /unknown/i],
  ])("refuses %j", (args, message) => {
    expect(() => parseFlags(args)).toThrow(message);
  });
});
