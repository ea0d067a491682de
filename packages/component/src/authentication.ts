import type { ClientInfo } from "@genai-collector/pdata";
import { capability } from "./capability.ts";

/** What a server knows of a request before it reads its body. */
export interface IncomingRequest {
  readonly transport: "http" | "grpc";
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Address and port of the other side. */
  readonly peer: string;
}

/** Lets requests into a receiver. */
export interface ServerAuthenticator {
  /**
   * Resolves with what is known of who asks, for `ClientInfo.auth`. Rejects with a `CollectorError` of the code
   * `AUTH_REFUSED` where the request is not let in; its message is told to the client.
   */
  authenticate(request: IncomingRequest): Promise<ReadonlyMap<string, unknown>>;
}

/** A `CollectorError` of this code says that a request was not let in: HTTP 401, gRPC UNAUTHENTICATED. */
export const authRefusedCode = "AUTH_REFUSED";

export const serverAuthenticator = capability<ServerAuthenticator>("genai-collector.server-authenticator/1");

/** One request of an exporter, before it is sent. */
export interface OutgoingRequest {
  readonly transport: "http" | "grpc";
  readonly isEncrypted: boolean;
  /** Who sent the data, where all of it has one sender. */
  readonly client?: ClientInfo | undefined;
  readonly signal: AbortSignal;
}

/** Puts credentials on the requests of an exporter. */
export interface ClientAuthenticator {
  /**
   * The headers to send, made from those that are there; names in lower case. Rejects with a `CollectorError` where there
   * are no credentials: `retryable` where they may be had later.
   */
  authorize(
    headers: Readonly<Record<string, string>>,
    request: OutgoingRequest,
  ): Promise<Readonly<Record<string, string>>>;
}

export const clientAuthenticator = capability<ClientAuthenticator>("genai-collector.client-authenticator/1");

/** Stands at a receiver's door, before a request's body is read. */
export interface ServerMiddleware {
  /** Throws a `CollectorError` (`refused`) where no request is let in now. */
  admit(request: IncomingRequest): void;
}

export const serverMiddleware = capability<ServerMiddleware>("genai-collector.server-middleware/1");
