import type { BodyShape } from "../bodies/request-body.ts";

/** One way through a collector that is measured. */
export interface Scenario {
  readonly name: string;
  /** What is sent, and what comes out, over this. */
  readonly protocol: "http" | "grpc";
  readonly body: BodyShape;
  /** In a closed loop. */
  readonly connections: number;
  /** TLS 1.3, in and out. Default off. */
  readonly isTls?: boolean;
  /** Compress what goes out, at level 1. Default off. */
  readonly isGzipped?: boolean;
  /** With a batch processor at its defaults. Default on. */
  readonly isBatched?: boolean;
  /** With a persistent queue and fsync. Default off. */
  readonly isDurable?: boolean;
  /** So many pipelines take what the receiver gets, each with batch and exporter of its own. Default 1. */
  readonly pipelines?: number;
  /** How many requests the generator sends in a second; absent: each connection as soon as it has its answer. */
  readonly requestsPerSecond?: number | undefined;
  /** So many processes, which only our program has. Default 1. */
  readonly workers?: number;
  /** How many times otelcol's items per CPU-second it must reach; absent where only growth is looked at. */
  readonly asked?: number;
  /** How many times it is to reach. */
  readonly target?: number;
}
