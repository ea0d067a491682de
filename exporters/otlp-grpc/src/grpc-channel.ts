import type { TlsClientOptions } from "@genai-collector/component";
import type { Encoding } from "./encoding.ts";
import type { GrpcEndpoint } from "./endpoint.ts";

/** Unpacks an answer, of which no more than `maxAnswerBytes` may come out. Rejects where it cannot. */
export type Unpack = (encoding: string, bytes: Uint8Array) => Promise<Uint8Array>;

/** One unary call. */
export interface GrpcCall {
  /** `/package.Service/Method`. */
  readonly method: string;
  /** Names in lower case. A value of a name that ends in `-bin` is sent as binary metadata. */
  readonly headers: Readonly<Record<string, string>>;
  /** The message, in parts. */
  readonly message: readonly Uint8Array[];
  /** Absent: the message is not compressed. */
  readonly encoding?: Encoding | undefined;
  /** Told to the server, and kept; Infinity for none. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** How a call ended. */
export interface GrpcAnswer {
  /** https://github.com/grpc/grpc/blob/master/doc/statuscodes.md */
  readonly code: number;
  /** `grpc-message`, or what kept the call from its answer. */
  readonly details: string;
  /** `grpc-status-details-bin`: a `google.rpc.Status`. */
  readonly statusDetails?: Uint8Array | undefined;
  /** Undefined where there is none. */
  readonly message?: Uint8Array | undefined;
}

/** A way to one target: name resolution, connections, and which of them takes the next call. */
export interface GrpcChannel {
  /**
   * The outcome, whatever it is. Rejects with the signal's reason once it fires, and with a `CollectorError` where the
   * target may not be reached. Without a connection, one is made.
   */
  call(call: GrpcCall): Promise<GrpcAnswer>;
  /** Ends its connections. */
  close(): void;
}

export interface GrpcChannelOptions {
  readonly endpoint: GrpcEndpoint;
  /** Absent: plain text. Else asked at every dial, so that renewed certificates count from the next connection on. */
  readonly tls?: (() => TlsClientOptions) | undefined;
  /** Instead of the endpoint's host and port. */
  readonly authority?: string | undefined;
  readonly balancer: "round_robin" | "pick_first";
  readonly keepalive?:
    | { readonly time: number; readonly timeout: number; readonly permit_without_stream: boolean }
    | undefined;
  /** Calls wait for a connection until their time is up, instead of failing when there is none. */
  readonly waitsForReady: boolean;
  readonly userAgent: string;
  /** Whether loopback and private addresses may be dialled. */
  readonly allowsPrivate: boolean;
  readonly unpack: Unpack;
}

/** Opens a channel. Dials nothing. */
export type OpenGrpcChannel = (options: GrpcChannelOptions) => GrpcChannel;
