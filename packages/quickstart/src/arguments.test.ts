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

  it.each([
    [["--for", "soon"], /"soon" is not a duration/],
    [["--for", "5s"], /at least 20s/],
    [["--fro", "30s"], /--fro/],
  ])("refuses %j", (args, message) => {
    expect(() => parseArguments(args)).toThrow(message);
  });
});
