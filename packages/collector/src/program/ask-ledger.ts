import { CollectorError, type LedgerView, type Runtime } from "@genai-collector/component";

/** How long the collector may take to answer. */
const patienceMs = 10_000;
const mostBytes = 64 * 1024 * 1024;

/**
 * Asks a running collector for its ledger, over its zpages. Rejects with an error that says plainly what is wrong: nothing
 * answers, or what answers is no such page.
 */
export async function askLedger(
  endpoint: string,
  { http, timers }: Pick<Runtime, "http" | "timers">,
): Promise<LedgerView> {
  const { url, shown, headers } = parseEndpoint(endpoint);
  const client = http.open({});
  const { signal, cancel } = timers.deadline(patienceMs);
  const orNotThere = <T>(answer: Promise<T>): Promise<T> =>
    answer.catch((error: unknown) => {
      if (error instanceof RangeError) throw unexpected(shown, `more than ${mostBytes / 1024 ** 2} MiB`);
      throw notThere(shown, error);
    });
  try {
    const response = await orNotThere(client.request({ method: "GET", url: url.href, headers, signal }));
    const body = await orNotThere(response.body.read(mostBytes));
    if (response.status === 403) throw unknownHost(shown, url.hostname);
    if (response.status === 401 || response.status === 407) throw unknownCaller(shown, response.status);
    if (response.status !== 200) throw unexpected(shown, `HTTP ${response.status}`);
    return parseLedger(shown, body);
  } finally {
    cancel();
    await client.close();
  }
}

/** An endpoint as it may be told: without credentials. */
export function shownEndpoint(endpoint: string): string {
  return endpoint.replace(/^((?:[^/]*:)?\/\/)?.*@/, "$1");
}

interface Endpoint {
  readonly url: URL;
  readonly shown: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Credentials in front of the host are for a proxy that asks for them: zpages ask nobody. */
function parseEndpoint(endpoint: string): Endpoint {
  const shown = shownEndpoint(endpoint);
  const given = URL.parse(endpoint.includes("://") ? endpoint : `http://${endpoint}`);
  if (given === null || !/^https?:$/.test(given.protocol))
    throw new CollectorError("LEDGER_ENDPOINT", `--endpoint must be a URL of zpages, found "${shown}"`, {
      kind: "misconfigured",
    });
  const url = new URL("/debug/ledger?format=json", given);
  const headers = { accept: "application/json", host: url.host, ...basicOf(given) };
  [url.username, url.password] = ["", ""];
  return { url, shown, headers };
}

function basicOf({ username, password }: URL): { readonly authorization?: string } {
  if (username === "" && password === "") return {};
  const credentials = [username, password].map(percentDecoded).join(":");
  return { authorization: `Basic ${Buffer.from(credentials).toString("base64")}` };
}

/** As it is, where it is not what it looks like. */
function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function parseLedger(endpoint: string, body: Uint8Array): LedgerView {
  let found: unknown;
  try {
    found = JSON.parse(new TextDecoder().decode(body));
  } catch {
    throw unexpected(endpoint, "something that is no JSON");
  }
  if (!isLedger(found)) throw unexpected(endpoint, "no ledger");
  return found;
}

/** By its outline. What is inside may be a later version's, and is looked at where it is shown. */
function isLedger(value: unknown): value is LedgerView {
  if (typeof value !== "object" || value === null) return false;
  const { at, isBalanced, pipelines, accounts, lanes } = value as Partial<Record<keyof LedgerView, unknown>>;
  const isTime = typeof at === "number" && !Number.isNaN(new Date(at).getTime());
  return isTime && typeof isBalanced === "boolean" && [pipelines, accounts, lanes].every(Array.isArray);
}

function notThere(endpoint: string, cause: unknown): CollectorError {
  const message =
    `nothing answers at ${endpoint}. A running collector tells its ledger where its configuration has zpages:\n` +
    "  extensions: { zpages: {} }\n" +
    "  service: { extensions: [zpages] }\n" +
    "If they listen elsewhere (extensions::zpages::endpoint), say so with --endpoint";
  return new CollectorError("LEDGER_UNREACHABLE", message, { kind: "retryable", cause });
}

function unknownHost(endpoint: string, host: string): CollectorError {
  const message = `${endpoint} answered HTTP 403: add ${host} to extensions::zpages::allow_hosts, or ask for its IP address`;
  return new CollectorError("LEDGER_ANSWER", message, { kind: "misconfigured" });
}

function unknownCaller(endpoint: string, status: number): CollectorError {
  const message =
    `${endpoint} answered HTTP ${status}: something in front of it asks who you are. ` +
    "Say so in the URL: --endpoint http://USER:PASSWORD@host, or ask the collector itself";
  return new CollectorError("LEDGER_ANSWER", message, { kind: "misconfigured" });
}

/** What is there is no collector's, or not one of this version. */
export function unexpected(endpoint: string, what: string): CollectorError {
  const message =
    `${endpoint} answered ${what}: these are not a collector's zpages. --endpoint must be what the collector's ` +
    "configuration says in extensions::zpages::endpoint";
  return new CollectorError("LEDGER_ANSWER", message, { kind: "misconfigured" });
}
