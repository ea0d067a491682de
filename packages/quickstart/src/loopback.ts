import { createServer } from "node:net";
import type { AddressInfo } from "node:net";

/** Where zpages listen unless they are told otherwise, and where "genai-collector ledger" asks. */
const usualZpagesPort = 55_679;

/** A port of loopback that was free a moment ago. */
export function freePort(): Promise<number> {
  return listenOnce(0);
}

/**
 * The usual port of zpages where it is free, so that nobody has to name it; else any. `wanted`: another, as text; "0" is
 * any, for runs that begin at the same moment and would find it free together.
 */
export function zpagesPort(wanted = process.env["QUICKSTART_ZPAGES_PORT"]): Promise<number> {
  return listenOnce(wanted === undefined ? usualZpagesPort : Number(wanted)).catch(freePort);
}

/** How to ask zpages on that port of loopback for the ledger. */
export function ledgerCommand(port: number): string {
  return `npm start -- ledger${port === usualZpagesPort ? "" : ` --endpoint http://127.0.0.1:${port}`}`;
}

/** Resolves with the port, which is free again. */
function listenOnce(wanted: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(wanted, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

/** The answer as JSON. Rejects for anything but 200. */
export async function getJson<T>(url: string): Promise<T> {
  const response = await ask(url);
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return (await response.json()) as T;
}

/** Posts JSON, and gives the answer as JSON; undefined where it has no body. */
export async function postJson<T>(url: string, content: unknown): Promise<T> {
  const response = await ask(url, { method: "POST", body: JSON.stringify(content) });
  const text = await response.text();
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${text}`);
  return (text === "" ? undefined : JSON.parse(text)) as T;
}

/** The answer as text; undefined when nobody answers. */
export async function tryGetText(url: string): Promise<string | undefined> {
  try {
    return await (await fetch(url)).text();
  } catch {
    // Down for the moment, as the story has it.
    return undefined;
  }
}

/** Says who does not answer: `fetch` alone says "fetch failed". */
async function ask(url: string, init: RequestInit = {}): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (error) {
    const { code } = ((error as Error).cause ?? {}) as { readonly code?: string };
    throw new Error(`${url} does not answer${code === undefined ? "" : `: ${code}`}`, { cause: error });
  }
}
