/** A request, as the in-process front and the server give it. */
export interface SimulatorRequest {
  readonly method: string;
  /** Whole, or from the path on. */
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** In one piece or in several. */
  readonly body?: Uint8Array | readonly Uint8Array[] | undefined;
}

/** An answer, and how it is to arrive. */
export interface SimulatorResponse<Body = string> {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Body;
  /** Wait so long before the first byte. */
  readonly delayMs: number;
  /** Break the connection after so many bytes of the body. */
  readonly cutAfter?: number | undefined;
  /** The request took effect, and the connection breaks before the answer. */
  readonly lost?: boolean | undefined;
}

/** A body of any size, made while it is read: it is never held as a whole. */
export type StreamedBody = AsyncIterable<Uint8Array>;

/** A JSON answer. */
export function json(
  status: number,
  content: unknown,
  headers: Readonly<Record<string, string>> = {},
): SimulatorResponse {
  return {
    status,
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(content),
    delayMs: 0,
  };
}

/** The text of a request's body; empty where there is none. */
export function bodyText({ body }: SimulatorRequest): string {
  if (body === undefined) return "";
  return Buffer.concat(body instanceof Uint8Array ? [body] : body).toString("utf8");
}
