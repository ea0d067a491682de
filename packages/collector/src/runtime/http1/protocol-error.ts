/**
 * What a client sent is not a request as RFC 9112 has it, or is more than a server takes. It is answered with `status`,
 * and its connection ends: where the next request would begin is not known any more.
 */
export class ProtocolError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}
