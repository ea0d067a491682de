import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Secret } from "@genai-collector/config/schema";
import { afterEach, describe, expect, it } from "vitest";
import { createLogger, type LogSettings } from "./logger.ts";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function linesOf(settings: Partial<LogSettings>, write: (logger: ReturnType<typeof createLogger>) => void): string[] {
  const folder = mkdtempSync(join(tmpdir(), "logger-"));
  folders.push(folder);
  const path = join(folder, "log");
  const logger = createLogger({ level: "info", encoding: "json", outputPaths: [path], initialFields: {}, ...settings });
  write(logger);
  logger.flush();
  expect(statSync(path).mode & 0o777).toBe(0o600);
  return readFileSync(path, "utf8")
    .split("\n")
    .filter((line) => line !== "");
}

describe("createLogger", () => {
  it("writes otelcol's keys as JSON, one object a line", () => {
    const [line] = linesOf({ initialFields: { resource: { "service.name": "genai-collector" } } }, (logger) =>
      logger.warn({ "otelcol.component.id": "otlp_http" }, "Exporting failed"),
    );
    expect(JSON.parse(line!)).toEqual({
      level: "warn",
      ts: expect.stringMatching(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/) as unknown,
      msg: "Exporting failed",
      resource: { "service.name": "genai-collector" },
      "otelcol.component.id": "otlp_http",
    });
  });

  it("writes columns for people, with the fields at the end", () => {
    const lines = linesOf({ encoding: "console" }, (logger) => {
      logger.info({}, "Everything is ready.");
      logger.error({ code: "X" }, "It broke");
    });
    expect(lines.map((line) => line.split("\t").slice(1))).toEqual([
      ["info", "Everything is ready."],
      ["error", "It broke", '{"code":"X"}'],
    ]);
  });

  it("leaves out what is below the level", () => {
    const lines = linesOf({ level: "error" }, (logger) => {
      for (const level of ["debug", "info", "warn", "error"] as const) logger[level]({}, level);
    });
    expect(lines.map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual(["error"]);
  });

  it("prints a secret as [REDACTED], wherever it stands", () => {
    const apiKey = new Secret("SECRET");
    const [line] = linesOf({}, (logger) => logger.info({ apiKey, nested: { list: [apiKey] } }, "Config loaded"));
    expect(line).not.toContain("SECRET");
    expect(JSON.parse(line!)).toMatchObject({ apiKey: "[REDACTED]", nested: { list: ["[REDACTED]"] } });
  });

  it.each(["json", "console"] as const)("keeps its own keys from fields of the same name, as %s", (encoding) => {
    const [line] = linesOf({ encoding }, (logger) => logger.info({ level: 5, ts: "never", msg: "mine", a: 1 }, "Said"));
    const fields = { level_: 5, ts_: "never", msg_: "mine", a: 1 };
    if (encoding === "json") expect(JSON.parse(line!)).toMatchObject({ level: "info", msg: "Said", ...fields });
    else expect(line!.split("\t").slice(1)).toEqual(["info", "Said", JSON.stringify(fields)]);
  });

  it("breaks the lines of a block for people, none of which passes for one of its own, and no line of a field", () => {
    const forged = "2026-01-01T00:00:00.000Z\terror\tAll is lost";
    const lines = linesOf({ encoding: "console" }, (logger) => logger.info({ a: "x\ny" }, `One\n${forged}\r\n`));
    expect(lines.map((line) => line.replace(/^\d.*?\t/, ""))).toEqual([
      "info\tOne",
      `\t${forged.replaceAll("\t", "\\t")}\\r`,
      '\t\t{"a":"x\\ny"}',
    ]);
  });

  it("writes nothing to a terminal that commands it", () => {
    const clear = "\u009b2J\u001b[2J\u007f";
    const [line] = linesOf({ encoding: "console" }, (logger) => logger.info({ a: clear }, clear));
    expect(line).toMatch(/^[^\p{Cc}]+\t[^\p{Cc}]+\t[^\p{Cc}]+\t[^\p{Cc}]+$/u);
    expect(JSON.parse(line!.split("\t").at(-1)!)).toEqual({ a: clear });
  });

  it("writes to several outputs, and adds to what a file holds", () => {
    const folder = mkdtempSync(join(tmpdir(), "logger-"));
    folders.push(folder);
    const paths = ["a", "below/b"].map((name) => join(folder, name));
    for (const message of ["first", "second"]) {
      const logger = createLogger({ level: "info", encoding: "console", outputPaths: paths, initialFields: {} });
      logger.info({}, message);
      logger.flush();
    }
    for (const path of paths)
      expect(
        readFileSync(path, "utf8")
          .split("\n")
          .map((line) => line.split("\t").at(-1)),
      ).toEqual(["first", "second", ""]);
  });

  it("says which file cannot be opened", () => {
    const folder = mkdtempSync(join(tmpdir(), "logger-"));
    folders.push(folder);
    const opening = () => createLogger({ level: "info", encoding: "json", outputPaths: [folder], initialFields: {} });
    expect(opening).toThrow(`service::telemetry::logs::output_paths: cannot open ${folder}: EISDIR`);
  });

  it.runIf(existsSync("/dev/full"))("goes on when the disk is full: says so once, and ends", () => {
    const said: string[] = [];
    const settings = { level: "info", encoding: "json", outputPaths: ["/dev/full"], initialFields: {} } as const;
    const logger = createLogger(settings, (text) => said.push(text));
    for (let line = 0; line < 100; line++) logger.info({ line }, "Lost");
    logger.flush();
    expect(said).toEqual(["Warning: cannot write the log to /dev/full: ENOSPC\n"]);
  });

  it("shows of an error what it was given, and nothing that it holds beside", () => {
    const [line] = linesOf({}, (logger) => logger.error({ err: { code: "X", message: "m" } }, "Failed"));
    expect((JSON.parse(line!) as { err: unknown }).err).toEqual({ code: "X", message: "m" });
  });
});
