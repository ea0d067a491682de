import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { lastError, ledgerFault } from "./collector-log.ts";

describe("lastError", () => {
  const folders: string[] = [];
  afterEach(() => {
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
  });
  const logOf = (text: string): string => {
    const folder = mkdtempSync(join(tmpdir(), "quickstart-"));
    folders.push(folder);
    const path = join(folder, "collector.log");
    writeFileSync(path, text);
    return path;
  };

  it("gives the last error, on one line", () => {
    const time = "2026-01-01T00:00:00.000Z";
    const first = `${time}\tinfo\tStarting\nError: old\n${time}\tinfo\tAgain\n`;
    expect(lastError(logOf(`${first}Error: invalid configuration: 1 problem\n\na.yaml:1:2: b\n  unknown key\n`))).toBe(
      "invalid configuration: 1 problem a.yaml:1:2: b unknown key",
    );
    expect(lastError(logOf(first))).toBe("old");
    expect(lastError(logOf(`${time}\terror\tA poll failed\n`))).toBeUndefined();
    expect(lastError(logOf(""))).toBeUndefined();
  });

  it("tells of a ledger that does not balance", () => {
    expect(ledgerFault(logOf('error\tThe ledger does not balance.\t{"error":{"code":"LEDGER_IMBALANCE"}}\n'))).toBe(
      "The collector's ledger does not balance",
    );
    expect(
      ledgerFault(logOf('info\tShutdown complete.\t{"items":{"in":3,"sent":3,"imbalances":0}}\n')),
    ).toBeUndefined();
  });

  it("gives the collector's own words for a port that is taken", () => {
    const said =
      "quickstart.yaml:44:5: extensions::health_check: cannot listen on 127.0.0.1:1: the address is already in use";
    expect(lastError(logOf(`Error: ${said}\n`))).toBe(said);
  });
});
