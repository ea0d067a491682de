import type { HttpRequest, Instant } from "@genai-collector/component";

/** What a route answers. */
export interface Answer {
  /** 200 when absent. */
  readonly status?: number | undefined;
  /** Names in lower case. A `date` is added, as servers do; `date: ""` leaves it out. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: string | Uint8Array | readonly Uint8Array[] | AsyncIterable<Uint8Array> | undefined;
  /** How long the other side takes, in virtual milliseconds. */
  readonly delayMs?: number | undefined;
  /** The connection breaks after so many bytes of the body. */
  readonly cutAfterBytes?: number | undefined;
  /** The request was taken, and the answer never arrives: the connection breaks. */
  readonly lost?: boolean | undefined;
}

/** Where a request comes from. */
export interface Sender {
  /** The machine. */
  readonly host: string;
  /** Nobody waits for the answer: it is a second copy of a request, or one that was too long on its way. */
  readonly isStray: boolean;
}

/** Answers one request. `now` is the true time at which it arrived. Throw a `NetworkError` to break the connection. */
export type AnswerTo = (request: HttpRequest, now: Instant, sender: Sender) => Answer | Promise<Answer>;

/** An answer with a JSON body. */
export function jsonAnswer(value: unknown, more: Omit<Answer, "body"> = {}): Answer {
  const headers = { "content-type": "application/json", ...more.headers };
  return { ...more, headers, body: JSON.stringify(value) };
}
