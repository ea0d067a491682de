import type { GrpcCode } from "./grpc-code.ts";

/** A request that cannot be taken as it is, with what its sender is told in either protocol. */
export class RequestError extends Error {
  readonly httpStatus: 400 | 408 | 413 | 503;
  readonly code: GrpcCode;

  constructor(httpStatus: RequestError["httpStatus"], code: GrpcCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = "RequestError";
    this.httpStatus = httpStatus;
    this.code = code;
  }
}
