import type { LedgerAccount, Runtime } from "@genai-collector/component";
import type { Lives } from "./earlier-lives.ts";

const version = 1;
/** Of a page, at most: a few hundred bytes for each account. */
export const mostPageBytes = 4 * 1024 * 1024;
const checksumDigits = 8;

/** A page as it lies in its file: a checksum, and JSON behind it. Undefined: it would be too large. */
export function encodePage(lives: Lives, files: Pick<Runtime["files"], "checksum">): Uint8Array | undefined {
  const body = new TextEncoder().encode(`${JSON.stringify({ v: version, ...lives })}\n`);
  if (checksumDigits + 1 + body.length > mostPageBytes) return undefined;
  const sum = files.checksum(body).toString(16).padStart(checksumDigits, "0");
  const page = new Uint8Array(checksumDigits + 1 + body.length);
  page.set(new TextEncoder().encode(`${sum} `));
  page.set(body, checksumDigits + 1);
  return page;
}

/** Undefined where the bytes are no page, not all of one, or that of a later version. */
export function decodePage(bytes: Uint8Array, files: Pick<Runtime["files"], "checksum">): Lives | undefined {
  const text = new TextDecoder();
  const body = bytes.subarray(checksumDigits + 1);
  const sum = Number.parseInt(text.decode(bytes.subarray(0, checksumDigits)), 16);
  if (bytes.length > mostPageBytes || files.checksum(body) !== sum) return undefined;
  const page = tryParse(text.decode(body));
  if (!isRecord(page) || page["v"] !== version) return undefined;
  const { processes, earlier, now } = page;
  return Number.isSafeInteger(processes) && areAccounts(earlier) && areAccounts(now)
    ? { processes: processes as number, earlier, now }
    : undefined;
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function areAccounts(value: unknown): value is readonly LedgerAccount[] {
  return Array.isArray(value) && value.every((each) => isRecord(each) && isAccount(each));
}

function isAccount({ kind, component, signal, terms }: Readonly<Record<string, unknown>>): boolean {
  const isNamed = [kind, component, signal].every((each) => typeof each === "string");
  return (
    isNamed && Array.isArray(terms) && terms.every((term) => isRecord(term) && Number.isSafeInteger(term["items"]))
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What `path` names for one of several workers. */
export function pagePath(path: string, worker: number): string {
  return worker === 0 ? path : `${path}.${worker}`;
}

/** Accounts that something was counted in: of the others there is nothing to remember. */
export function usedAccounts(accounts: readonly LedgerAccount[]): readonly LedgerAccount[] {
  return accounts.filter(({ terms }) => terms.some(({ items }) => items !== 0));
}
