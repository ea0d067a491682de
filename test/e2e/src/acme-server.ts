import { serveHttp } from "./local-server.ts";
import type { Stage } from "./stage.ts";

const minute = 60_000;

/** Requests of the minute that begins at `start`, once it is complete. */
export function acmeRequests(start: number): number {
  return 1 + ((start / minute) % 97);
}

/** The API that `examples/acme-receiver` polls, on a free port of loopback: an event at the half of each minute. */
export async function openAcme(
  stage: Stage,
): Promise<{ readonly endpoint: string; readonly keys: ReadonlySet<string> }> {
  const keys = new Set<string>();
  const endpoint = await serveHttp(stage, (request, response) => {
    keys.add(request.headers.authorization ?? "");
    const url = new URL(request.url ?? "/", "http://acme");
    const answer = url.pathname === "/usage" ? usage(url) : events(url);
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answer));
  });
  return { endpoint, keys };
}

function usage(url: URL): object[] {
  return starts(url).map((start) => ({
    minute: new Date(start).toISOString(),
    model: "example-1",
    requests: acmeRequests(start),
  }));
}

function events(url: URL): object {
  const all = starts(url).map((start) => ({ id: `event-${start / minute}`, at: start + minute / 2 }));
  const begin = Number(url.searchParams.get("cursor") ?? 0);
  const end = begin + 4;
  return { items: all.slice(begin, end), ...(end < all.length ? { next: String(end) } : {}) };
}

/** Minutes that begin in the range that was asked for and are over. */
function starts(url: URL): number[] {
  const to = Math.min(Number(url.searchParams.get("to")), Date.now());
  const found: number[] = [];
  for (
    let start = Math.ceil(Number(url.searchParams.get("from")) / minute) * minute;
    start + minute <= to;
    start += minute
  )
    found.push(start);
  return found;
}
