/** What a suite of client behaviours needs of a server, virtual or real. */
export interface ClientScene<Client> {
  /** A client of a process of its own, closed with the scene. */
  open(options?: { readonly timeoutMs?: number }): Promise<Client>;
  /** A client that the server knows and gives no rights, or does not know. */
  openRefused(who: "nobody" | "unknown"): Promise<Client>;
  /** Lets time go on until it settles. */
  until<T>(promise: Promise<T>): Promise<T>;
  /** Milliseconds, by the scene's clock. */
  now(): number;
  /** The server takes requests and answers none until the returned function is called. */
  freeze(): Promise<() => Promise<void>>;
  /** Nobody listens until the returned function is called. */
  goAway(): Promise<() => Promise<void>>;
  /** What no message may show. */
  readonly secrets: readonly string[];
}

/** Of calls that nobody gives up. */
export const never: AbortSignal = new AbortController().signal;
