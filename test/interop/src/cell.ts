/** How OTLP travels. */
export type Protocol = "grpc" | "http/protobuf" | "http/json";

/** Without TLS, with a certificate of the server's, or with certificates of both. */
export type Security = "plain" | "tls" | "mtls";

/** One way of sending: a field of the matrix. */
export interface Cell {
  readonly protocol: Protocol;
  /** As the client's own configuration names it. */
  readonly compression: string;
  readonly security: Security;
}

/** Part of component IDs and file names, and what test names say. */
export function cellName({ protocol, compression, security }: Cell): string {
  return `${protocol.replace("/", "-")}-${compression}-${security}`;
}

/** Every combination. */
export function cellsOf(
  protocols: readonly Protocol[],
  compressions: readonly string[],
  securities: readonly Security[] = ["plain"],
): Cell[] {
  return protocols.flatMap((protocol) =>
    compressions.flatMap((compression) => securities.map((security) => ({ protocol, compression, security }))),
  );
}
