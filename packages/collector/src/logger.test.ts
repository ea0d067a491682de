import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
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

  it("shows of an error what it was given, and nothing that it holds beside", () => {
    const [line] = linesOf({}, (logger) => logger.error({ err: { code: "X", message: "m" } }, "Failed"));
    expect((JSON.parse(line!) as { err: unknown }).err).toEqual({ code: "X", message: "m" });
  });
});
