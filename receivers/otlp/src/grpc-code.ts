/** The codes of gRPC's errors that this receiver answers with (https://grpc.io/docs/guides/status-codes/). */
export const grpcCode = {
  cancelled: 1,
  invalidArgument: 3,
  deadlineExceeded: 4,
  resourceExhausted: 8,
  unimplemented: 12,
  internal: 13,
  unavailable: 14,
  unauthenticated: 16,
} as const;

/** One of them. */
export type GrpcCode = (typeof grpcCode)[keyof typeof grpcCode];

/** Their names, as people know them. */
export const grpcCodeName = {
  1: "CANCELLED",
  3: "INVALID_ARGUMENT",
  4: "DEADLINE_EXCEEDED",
  8: "RESOURCE_EXHAUSTED",
  12: "UNIMPLEMENTED",
  13: "INTERNAL",
  14: "UNAVAILABLE",
  16: "UNAUTHENTICATED",
} as const satisfies Readonly<Record<GrpcCode, string>>;
