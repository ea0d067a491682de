import { CollectorError, isCollectorError, type Runtime } from "@genai-collector/component";

/** A service that is called over the network: its name in sentences, and the codes of its errors. */
export interface Service {
  readonly name: string;
  /** It may work later: network, time, 429, 5xx. Retryable. */
  readonly unavailable: string;
  /** Nothing but a human can help: credentials, rights, what is not there. Misconfigured. */
  readonly refused: string;
  /** Given up by the caller, or because the client was closed. Retryable. */
  readonly aborted: string;
}

/** The calls of one client: each has a time, is given up with its signal and with the client, and fails with a `CollectorError`. */
export class ServiceCalls {
  readonly #timers: Runtime["timers"];
  readonly #service: Service;
  readonly #timeoutMs: number;
  readonly #underWay = new Set<AbortController>();
  #isClosed = false;

  constructor({ timers }: Pick<Runtime, "timers">, service: Service, timeoutMs: number) {
    this.#timers = timers;
    this.#service = service;
    this.#timeoutMs = timeoutMs;
  }

  /**
   * The outcome of `work`, which is told when to give up, and is not waited for any longer then. `what` is part of
   * messages: "get the Lease a/b".
   */
  async run<T>(what: string, signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    if (this.#isClosed || signal.aborted) throw this.#aborted(what);
    const own = new AbortController();
    const deadline = this.#timers.deadline(this.#timeoutMs, signal, own.signal);
    this.#underWay.add(own);
    try {
      return await orAborted(work(deadline.signal), deadline.signal);
    } catch (error) {
      if (isCollectorError(error)) throw error;
      if (signal.aborted || own.signal.aborted) throw this.#aborted(what);
      throw this.#unavailable(what, deadline.signal.aborted ? `no answer within ${this.#timeoutMs} ms` : codeOf(error));
    } finally {
      deadline.cancel();
      this.#underWay.delete(own);
    }
  }

  /** Gives up what is under way, and every later call. */
  close(): void {
    this.#isClosed = true;
    for (const each of this.#underWay) each.abort();
  }

  #aborted(what: string): CollectorError {
    const { aborted, name } = this.#service;
    return new CollectorError(aborted, `gave up to ${what} at ${name}`, { kind: "retryable" });
  }

  #unavailable(what: string, why: string): CollectorError {
    const { unavailable, name } = this.#service;
    return new CollectorError(unavailable, `cannot ${what} at ${name}: ${why}`, { kind: "retryable" });
  }
}

/** The outcome of `work`, or the signal's reason as soon as it fires: a library may take its time to give up. */
async function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  work.catch(() => undefined); // when the signal wins, nobody else looks at the outcome
  const aborted = Promise.withResolvers<never>();
  const abort = (): void => aborted.reject(signal.reason as Error);
  if (signal.aborted) abort();
  signal.addEventListener("abort", abort, { once: true });
  try {
    return await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

/**
 * The system's code (`ECONNREFUSED`, `UND_ERR_SOCKET`), never its message: libraries quote URLs, headers and bodies. A few
 * causes deep, because they wrap.
 */
export function codeOf(error: unknown): string {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 4; at = at.cause, depth++) {
    const { code } = at as { readonly code?: unknown };
    if (typeof code === "string" && /^[A-Z][A-Z0-9_]+$/.test(code)) return code;
  }
  return "the exchange failed";
}
