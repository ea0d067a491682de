import type { Logger } from "@genai-collector/component";
import { expect, it } from "vitest";
import { StatusLog } from "./status-log.ts";

it("logs the first occurrence, then only counts, then the recovery", () => {
  const lines: string[] = [];
  const write = (level: string) => (data: object, message: string) =>
    void lines.push(`${level} ${message} ${JSON.stringify(data)}`);
  const logger: Logger = { debug: write("debug"), info: write("info"), warn: write("warn"), error: write("error") };
  const log = new StatusLog(logger);
  log.changed({ state: "starting", reported: "starting" });
  log.changed({ state: "ok", reported: "ok" });
  for (let i = 0; i < 3; i++) {
    log.changed({ state: "recoverable_error", reported: "recoverable_error", part: "analytics", error: "down" });
  }
  log.changed({ state: "ok", reported: "ok", part: "analytics" });
  log.changed({ state: "ok", reported: "ok", part: "analytics" });
  log.changed({ state: "permanent_error", reported: "permanent_error" });
  log.changed({ state: "fatal_error", reported: "fatal_error" });
  expect(lines).toEqual([
    'warn Component has a problem that may pass {"part":"analytics","error":"down"}',
    'info Component has recovered {"part":"analytics","reports":3}',
    "error Component has a problem that needs a human {}",
    "error Component has a problem that ends the collector {}",
  ]);
});
