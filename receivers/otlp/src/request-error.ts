/** A request that cannot be taken as it is; sending it again does not help. */
export class RequestError extends Error {
  readonly httpStatus: 400 | 413;

  constructor(httpStatus: 400 | 413, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = "RequestError";
    this.httpStatus = httpStatus;
  }
}
