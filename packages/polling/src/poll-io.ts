import { CollectorError, type Body, type HttpResponse, type Instant } from "@genai-collector/component";
import { AskedEndpoints } from "./asked-endpoints.ts";
import type { CollectDeadline } from "./collect-deadline.ts";
import type { Io, SourceRequest } from "./io.ts";
import type { LoopContext } from "./loop-context.ts";
import type { PollScope } from "./source-client.ts";
import { SourceError } from "./source-error.ts";
import type { SkipNote } from "./skip-note.ts";
import { PollClock } from "./vendor-clock.ts";

/** One poll's `Io`, and what it noted. */
export interface PollIo extends Io {
  readonly skips: readonly SkipNote[];
  /** When the first request was sent, by the vendor's clock where that is behind; when the poll began if none was. */
  readonly observedAt: Instant;
  /** Afterwards every request rejects: what `collect` left running must not reach into the next poll. */
  close(): void;
}

/** Opens the `Io` of one poll. */
export function openIo(context: LoopContext, pass: string, deadline: CollectDeadline): PollIo {
  const { client, clock, settings } = context;
  const pollClock = new PollClock(clock);
  const scope: PollScope = { deadline, clock: pollClock, priority: client.nextPriority() };
  const beganAt = clock.now();
  const skips: SkipNote[] = [];
  let isClosed = false;
  const send = <T>(request: SourceRequest, use: (response: HttpResponse) => Promise<T>): Promise<T> => {
    if (!isClosed) return client.send(request, scope, use);
    const error = new CollectorError("POLLING_ABORTED", "the poll is over", { kind: "retryable" });
    return Promise.reject(error);
  };
  const asked = new AskedEndpoints(context.capabilities, { loop: context.loop.name, pass }, deadline);
  return {
    request: (request) => send(request, async (response) => response),
    json: (request) => send(request, async (response) => parseJson(await client.read(response, request))),
    read: (request, use) => send(request, (response) => readWith(response, use)),
    endpoint: (name, ask, itemsOf) => asked.ask(name, ask, itemsOf),
    signal: deadline.signal,
    now: () => clock.now(),
    skip: (reason, items, at) => void skips.push({ reason, items, at }),
    report: (part, problem) => reportPart(context, pass, part, problem),
    instruments: settings.instruments,
    logger: settings.logger,
    skips,
    get observedAt() {
      return pollClock.observedAt ?? beganAt;
    },
    close: () => {
      isClosed = true;
      asked.close();
    },
  };
}

/** What `use` leaves unread would keep its connection. */
async function readWith<T>(response: HttpResponse, use: (response: HttpResponse) => Promise<T>): Promise<T> {
  let isTaken = false;
  const taken = (): Body => {
    isTaken = true;
    return response.body;
  };
  const body: Body = {
    read: (limit) => taken().read(limit),
    [Symbol.asyncIterator]: () => taken()[Symbol.asyncIterator](),
  };
  try {
    return await use({ ...response, body });
  } finally {
    if (!isTaken) void response.body.read(0).catch(() => undefined);
  }
}

function reportPart(context: LoopContext, pass: string, part: string, problem: unknown): void {
  const health = context.health([context.loop.name, ...(pass === "" ? [] : [pass]), part].join("/"));
  if (problem === undefined) health.succeeded();
  else health.failed("recoverable_error", problem);
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (cause) {
    // A proxy's page with a 200: it may be gone the next time.
    throw new SourceError("SOURCE_UNREADABLE", "the source's answer is not JSON", { kind: "retryable", cause });
  }
}
