import {
  CollectorError,
  combineErrors,
  isCollectorError,
  type Payload,
  type Range,
  type Suspicion,
} from "@genai-collector/component";
import { validateRange } from "@genai-collector/pdata";
import type { FailureLog } from "./failure-log.ts";
import { refusedCode, rejectedItemsCode, type Sender, type SendRequest } from "./sender.ts";

/** Clients that one log line names, at most. */
const mostNamed = 10;

/**
 * One client's bad bytes never cost another client's data. When the sink cannot read a request, or refuses it for a
 * reason that is not known (many say no more than 400), each of its ranges is checked to full depth; those that are no
 * OTLP are dropped, told with who sent them, and the rest is sent again. No part of such a request was taken: nothing
 * can be read behind bytes that do not add up. The receivers are told, and check what comes next to full depth
 * themselves.
 *
 * Polled bytes are our own: if they are bad, nothing is dropped for it.
 */
export class MalformedRangesSender implements Sender {
  readonly #next: Sender;
  readonly #log: FailureLog;
  readonly #suspicion: Pick<Suspicion, "report">;

  constructor(next: Sender, log: FailureLog, suspicion: Pick<Suspicion, "report">) {
    this.#next = next;
    this.#log = log;
    this.#suspicion = suspicion;
  }

  async send(request: SendRequest, signal: AbortSignal): Promise<void> {
    try {
      await this.#next.send(request, signal);
    } catch (error) {
      if (!mayBeUnreadable(error) || request.coverage !== undefined) throw error;
      const { payload } = request;
      const sound = payload.filter(({ bytes }) => isValid(payload, bytes));
      if (sound.encoded().length === payload.encoded().length) throw error;
      const kept = new Set<Range>(sound.encoded());
      const guilty = payload.filter((range) => !kept.has(range));
      const dropped = this.#drop(guilty, error);
      request.tally?.leftOut(guilty, dropped);
      await this.#sendSound({ ...request, payload: sound }, dropped, signal);
    }
  }

  async #sendSound(request: SendRequest, dropped: CollectorError, signal: AbortSignal): Promise<void> {
    if (request.payload.items === 0) throw dropped;
    try {
      await this.#next.send(request, signal);
    } catch (error) {
      throw combineErrors([dropped, error]);
    }
    throw dropped;
  }

  /** What is told of the ranges that are left out. */
  #drop(guilty: Payload, cause: CollectorError): CollectorError {
    const { items } = guilty;
    const addresses = guilty.encoded().map(({ client }) => client?.address ?? "unknown");
    const clients = [...new Set(addresses)].slice(0, mostNamed);
    this.#log.malformed(items, clients);
    this.#suspicion.report();
    // Everybody whose data was in the request is told this: who it was is for the log alone.
    return new CollectorError(rejectedItemsCode, `${items} items were in bytes that are no OTLP`, {
      kind: "gap",
      cause,
      rejected: [{ items, reason: "malformed" }],
      answer: cause.answer,
    });
  }
}

/** Ours, where the sink cannot read it, or that of the codec, where the request could not even be written. */
function mayBeUnreadable(error: unknown): error is CollectorError {
  return isCollectorError(error) && (error.kind === "malformed" || error.code === refusedCode);
}

function isValid({ signal }: Payload, bytes: Uint8Array): boolean {
  try {
    validateRange(signal, bytes);
    return true;
  } catch {
    // A `WireError` says where; that it is broken is all that matters here.
    return false;
  }
}
