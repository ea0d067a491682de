/** A request, as the in-process front and the server give it. */
export interface SimulatorRequest {
  readonly method: string;
  /** Whole, or from the path on. */
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | undefined;
}

/** An answer, and how it is to arrive. */
export interface SimulatorResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Wait so long before the first byte. */
  readonly delayMs: number;
  /** Break the connection after so many bytes of the body. */
  readonly cutAfter?: number | undefined;
}

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
