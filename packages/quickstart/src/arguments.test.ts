import { describe, expect, it } from "vitest";
import { parseArguments } from "./arguments.ts";

describe("parseArguments", () => {
  it.each([
    [[], undefined],
    [["--for", "30s"], 30_000],
    [["--for=1m30s"], 90_000],
  ])("reads %j", (args, forMs) => {
    expect(parseArguments(args).forMs).toBe(forMs);
  });

  it("reads which configurations are to be shown", () => {
    const args = ["--config", "a.yaml", "--for", "90s", "--config=b.yaml"];
    expect(parseArguments(args)).toEqual({ forMs: 90_000, config: ["a.yaml", "b.yaml"] });
    expect(parseArguments([]).config).toEqual([]);
  });

  it.each([
    [["--for", "soon"], /"soon" is not a duration/],
    [["--for", "5s"], /at least 20s/],
    [["--fro", "30s"], /--fro/],
    [["--config", "a.yaml", "--for", "29s"], /at least 30s/],
    [["--config", ""], /--config needs a path/],
  ])("refuses %j", (args, message) => {
    expect(() => parseArguments(args)).toThrow(message);
  });
});
