/** The statuses of a request that cannot be taken as it is. */
export type RefusedStatus = 400 | 408 | 413;

/** A request that cannot be taken as it is; sending it again does not help. */
export class RequestError extends Error {
  readonly httpStatus: RefusedStatus;

  constructor(httpStatus: RefusedStatus, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = "RequestError";
    this.httpStatus = httpStatus;
  }
}
