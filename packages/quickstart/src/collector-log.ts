import { readFileSync } from "node:fs";

/** Says that the collector itself found items that it cannot account for; undefined when it found none. */
export function ledgerFault(logFile: string): string | undefined {
  const found = readFileSync(logFile, "utf8").includes("LEDGER_IMBALANCE");
  return found ? "The collector's ledger does not balance" : undefined;
}

/** The last error that the collector told, on one line; undefined when its log holds none. */
export function lastError(logFile: string): string | undefined {
  const lines = readFileSync(logFile, "utf8").split("\n");
  const at = lines.findLastIndex((line) => line.startsWith("Error: "));
  if (at < 0) return undefined;
  // What follows belongs to it, up to the next line of the log, which begins with a time.
  const more = lines.slice(at + 1);
  const end = more.findIndex((line) => /^\d{4}-\d\d-\d\dT/.test(line));
  const told = [lines[at]!.slice("Error: ".length), ...(end < 0 ? more : more.slice(0, end))];
  return told
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .join(" ");
}
