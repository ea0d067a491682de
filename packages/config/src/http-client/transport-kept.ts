import type { HttpClientOptions } from "@genai-collector/component";

/**
 * Counts the requests under way that leave a connection behind: no more than may be idle afterwards. What is under way
 * beside them ends its connection, so that after a rush no more of them stay than are allowed.
 */
export class KeptConnections {
  readonly #most: number;
  readonly #mostPerOrigin: number;
  readonly #isLimited: boolean;
  #kept = 0;
  readonly #byOrigin = new Map<string, number>();

  constructor({ maxIdleConnections, maxIdleConnectionsPerOrigin }: HttpClientOptions) {
    this.#most = maxIdleConnections ?? Infinity;
    this.#mostPerOrigin = maxIdleConnectionsPerOrigin ?? Infinity;
    this.#isLimited = Math.min(this.#most, this.#mostPerOrigin) < Infinity;
  }

  /** Whether the connection of a request to `origin` may stay; `release` is called at its end where it may. */
  tryKeep(origin: string): boolean {
    if (!this.#isLimited) return true;
    const kept = this.#byOrigin.get(origin) ?? 0;
    if (this.#kept >= this.#most || kept >= this.#mostPerOrigin) return false;
    this.#kept++;
    this.#byOrigin.set(origin, kept + 1);
    return true;
  }

  /** Counts once undici takes the connection for idle, which is a turn of the event loop after the answer's end. */
  release(origin: string): void {
    if (!this.#isLimited) return;
    setImmediate(() => {
      const kept = this.#byOrigin.get(origin)! - 1;
      this.#kept--;
      if (kept === 0) this.#byOrigin.delete(origin);
      else this.#byOrigin.set(origin, kept);
    });
  }
}
