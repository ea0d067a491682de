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
  const url = urlOf(endpoint);
  const client = http.open({});
  const { signal, cancel } = timers.deadline(patienceMs);
  try {
    const headers = { accept: "application/json", host: url.host };
    const response = await client.request({ method: "GET", url: url.href, headers, signal }).catch((error: unknown) => {
      throw notThere(endpoint, error);
    });
    const body = await response.body.read(mostBytes);
    if (response.status !== 200) throw unexpected(endpoint, `HTTP ${response.status}`);
    return parseLedger(endpoint, body);
  } finally {
    cancel();
    await client.close();
  }
}

function urlOf(endpoint: string): URL {
  const url = URL.parse(endpoint.includes("://") ? endpoint : `http://${endpoint}`);
  if (url === null || !/^https?:$/.test(url.protocol))
    throw new CollectorError("LEDGER_ENDPOINT", `--endpoint must be a URL of zpages, found "${endpoint}"`, {
      kind: "misconfigured",
    });
  return new URL("/debug/ledger?format=json", url);
}

function parseLedger(endpoint: string, body: Uint8Array): LedgerView {
  let found: unknown;
  try {
    found = JSON.parse(new TextDecoder().decode(body));
  } catch {
    throw unexpected(endpoint, "something that is no JSON");
  }
  const isLedger = typeof found === "object" && found !== null && "isBalanced" in found && "pipelines" in found;
  if (!isLedger) throw unexpected(endpoint, "no ledger");
  return found as LedgerView;
}

function notThere(endpoint: string, cause: unknown): CollectorError {
  const message =
    `nothing answers at ${endpoint}: is a collector running there, with the zpages extension in service::extensions? ` +
    "--endpoint says where else";
  return new CollectorError("LEDGER_UNREACHABLE", message, { kind: "retryable", cause });
}

function unexpected(endpoint: string, what: string): CollectorError {
  return new CollectorError("LEDGER_ANSWER", `${endpoint} answered ${what}: these are not a collector's zpages`, {
    kind: "misconfigured",
  });
}
