import { request as send } from "node:http";
import { timersOver, type Body, type HttpClient, type HttpResponse, type Runtime } from "@genai-collector/component";

/** The doors that a polling receiver uses, onto the real world; its wall clock is `aheadMs` ahead. */
export function realRuntime(aheadMs: number): Runtime {
  const after = (ms: number, run: () => void): (() => void) => {
    if (ms === Infinity) return () => undefined;
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  };
  const doors = {
    clock: { now: () => Math.floor(Date.now() + aheadMs), monotonic: () => performance.now() },
    timers: { ...timersOver(after), after, pause: () => new Promise((resolve) => setImmediate(resolve)) },
    random: { next: () => Math.random(), uuid: () => crypto.randomUUID() },
    http: { open: () => httpClient },
  };
  // Files, servers and compression are not for receivers that poll.
  return doors as unknown as Runtime;
}

const httpClient: HttpClient = {
  request: ({ method, url, headers, body = [], signal }) =>
    new Promise<HttpResponse>((resolve, reject) => {
      const outgoing = send(url, { method, headers, signal }, (incoming) => {
        const answered = Object.entries(incoming.headers).map(([name, value]) => [name, String(value)] as const);
        resolve({ status: incoming.statusCode!, headers: Object.fromEntries(answered), body: bodyOf(incoming) });
      });
      outgoing.on("error", reject).end(Buffer.concat(body));
    }),
  close: () => Promise.resolve(),
};

function bodyOf(incoming: AsyncIterable<Uint8Array>): Body {
  return {
    async read(limit) {
      const chunks: Uint8Array[] = [];
      let size = 0;
      for await (const chunk of incoming) {
        size += chunk.length;
        if (size > limit) throw new RangeError(`more than ${limit} bytes`);
        chunks.push(chunk);
      }
      return Buffer.concat(chunks);
    },
    [Symbol.asyncIterator]: () => incoming[Symbol.asyncIterator](),
  };
}
