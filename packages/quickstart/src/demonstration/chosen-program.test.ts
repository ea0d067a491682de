import { describe, expect, it } from "vitest";
import { chosenProgram } from "./chosen-program.ts";
import { neededVariables } from "./needed-variables.ts";

const files: Readonly<Record<string, string>> = {
  "polls.yaml":
    "receivers:\n  portkey/a:\n# ${env:COMMENTED}\nkey: ${env:KEY}\nother: ${env:OTHER}\nsink: ${env:SINK:-http://localhost}\n",
  "other.yaml": "receivers:\n  acme:\n    key: ${env:KEY}\n",
  "serves.yaml": "sink: ${env:SINK:-http://localhost}\n",
};
const chosen = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  chosenProgram(args, env, (file) => files[file]);

describe("npm start", () => {
  it.each([
    [[]],
    [["--for", "60s"]],
    [["--config", "polls.yaml"]],
    [["--config=polls.yaml"]],
    [["--config", "serves.yaml", "--config", "polls.yaml"]],
  ])("%j shows the quick start", (args) => {
    expect(chosen(args)).toBe("quickstart");
  });

  it("with --for it does so whatever is set", () => {
    expect(chosen(["--config", "polls.yaml", "--for=60s"], { KEY: "k", OTHER: "o" })).toBe("quickstart");
    expect(chosen(["--for", "60s", "--config", "serves.yaml"])).toBe("quickstart");
  });

  it.each([
    ["a variable that the file needs is set", ["--config", "polls.yaml"], { KEY: "k" }],
    ["the file needs none", ["--config", "serves.yaml"], {}],
    ["the file polls nothing that can be simulated", ["--config", "other.yaml"], {}],
    ["the file cannot be read", ["--config", "none.yaml"], {}],
    ["there is more than files", ["--config", "polls.yaml", "--set", "a=b"], {}],
    ["there is a command", ["validate", "--config", "polls.yaml"], {}],
    ["a value is missing", ["--config"], {}],
  ])("runs the collector when %s", (_name, args, env) => {
    expect(chosen(args, env)).toBe("collector");
  });
});

it("variables are needed once each, and not by comments or where there is a default", () => {
  expect(neededVariables(`${files["polls.yaml"]}again: "\${env:KEY}"\n`)).toEqual(["KEY", "OTHER"]);
});
