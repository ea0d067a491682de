import type { GrpcCode } from "./grpc-code.ts";

/** The HTTP statuses of a request that cannot be taken as it is. */
export type RefusedStatus = 400 | 401 | 408 | 413 | 503;

/** A request that cannot be taken as it is, with what its sender is told in either protocol. */
export class RequestError extends Error {
  readonly httpStatus: RefusedStatus;
  readonly code: GrpcCode;

  constructor(httpStatus: RefusedStatus, code: GrpcCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = "RequestError";
    this.httpStatus = httpStatus;
    this.code = code;
  }
}
