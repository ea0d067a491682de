/** One connection of the load generator: sends the same request again and again, one at a time. */
export interface Connection {
  /** Sends the request; `done` says whether it was taken, all of it. A connection that breaks says no. */
  send(done: (isAccepted: boolean) => void): void;
  close(): void;
}

/** What is sent, and where to. */
export interface LoadTarget {
  readonly protocol: "http" | "grpc";
  readonly signal: "traces" | "metrics" | "logs";
  /** On 127.0.0.1. */
  readonly port: number;
  readonly isTls: boolean;
  readonly isGzipped: boolean;
  readonly body: Uint8Array;
}
