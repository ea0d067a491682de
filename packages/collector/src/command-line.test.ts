import { describe, expect, it } from "vitest";
import { parseCommandLine, UsageError } from "./command-line.ts";

describe("parseCommandLine", () => {
  it("runs on several files and sets, in order", () => {
    expect(
      parseCommandLine(["--config", "a.yaml", "--config=b.yaml", "--set", "x::y=1", "--components", "dir"]),
    ).toEqual({
      name: "run",
      config: ["a.yaml", "b.yaml"],
      set: ["x::y=1"],
      components: ["dir"],
    });
  });

  it("takes flags before and after the command", () => {
    const expected = { name: "validate", config: ["a.yaml"], set: [], components: [] };
    expect(parseCommandLine(["validate", "--config", "a.yaml"])).toEqual(expected);
    expect(parseCommandLine(["--config", "a.yaml", "validate"])).toEqual(expected);
  });

  it("prints the configuration redacted and as YAML unless told otherwise, under both names", () => {
    const expected = {
      name: "print-config",
      mode: "redacted",
      format: "yaml",
      config: ["a.yaml"],
      set: [],
      components: [],
    };
    expect(parseCommandLine(["print-config", "--config", "a.yaml"])).toEqual(expected);
    expect(parseCommandLine(["print-initial-config", "--config", "a.yaml"])).toEqual(expected);
    expect(
      parseCommandLine(["print-config", "--config", "a.yaml", "--mode", "unredacted", "--format", "json"]),
    ).toEqual({
      ...expected,
      mode: "unredacted",
      format: "json",
    });
  });

  it("asks the default zpages for the ledger, or those that it is told", () => {
    expect(parseCommandLine(["ledger"])).toEqual({ name: "ledger", endpoint: "http://localhost:55679" });
    expect(parseCommandLine(["ledger", "--endpoint", "http://a:1"])).toEqual({
      name: "ledger",
      endpoint: "http://a:1",
    });
  });

  it("sends dead letters again: of all exporters and past guards alone, unless told otherwise", () => {
    const expected = {
      name: "replay",
      config: ["a.yaml"],
      set: [],
      components: [],
      dryRun: false,
      withoutGuard: false,
    };
    expect(parseCommandLine(["replay", "--config", "a.yaml"])).toEqual(expected);
    const flags = ["--exporter", "otlp_http/eu", "--from=dir", "--dry-run", "--without-guard"];
    const told = { exporter: "otlp_http/eu", from: "dir", dryRun: true, withoutGuard: true };
    expect(parseCommandLine(["--config", "a.yaml", "replay", ...flags])).toEqual({ ...expected, ...told });
  });

  it("is content with --set alone", () => {
    expect(parseCommandLine(["--set", "a=b"])).toMatchObject({ name: "run", set: ["a=b"] });
  });

  it.each([
    [["--version"], "version"],
    [["-v"], "version"],
    [["--help"], "help"],
    [["-h"], "help"],
    [["help"], "help"],
    [["validate", "--help"], "help"],
    [["components"], "components"],
  ])("understands %j", (args, name) => {
    expect(parseCommandLine(args).name).toBe(name);
  });

  it.each([
    [[], /at least one config flag must be provided/],
    [["validate"], /at least one config flag must be provided/],
    [["replay"], /at least one config flag must be provided/],
    [["replay", "--config", "a", "--from", ""], /--from needs a path/],
    [["replay", "--config", "a", "--exporter="], /--exporter needs/],
    [["--confg", "x"], /unknown flag '--confg'/],
    [["--config"], /--config/],
    [["valdate", "--config", "x"], /unknown command "valdate"; did you mean "validate"\?/],
    [["start"], /unknown command "start"; commands are/],
    [["--config", ""], /--config needs a path, found an empty text/],
    [["--config=a.yaml", "--components="], /--components needs a path, found an empty text/],
    [["--version=1"], /--version/],
    [["-x"], /unknown flag '-x'/],
    [["print-config", "--config", "x", "--format", "toml"], /--format must be yaml or json, found "toml"/],
    [["validate", "x.yaml"], /unexpected argument "x.yaml"/],
    [["print-config", "--config", "x", "--mode", "all"], /--mode must be redacted or unredacted, found "all"/],
  ])("refuses %j", (args, message) => {
    expect(() => parseCommandLine(args)).toThrow(UsageError);
    expect(() => parseCommandLine(args)).toThrow(message);
  });
});
