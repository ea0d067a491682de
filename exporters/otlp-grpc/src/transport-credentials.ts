import type { TlsClientOptions } from "@genai-collector/component";
import { encryptionOf } from "@genai-collector/config/http-client/dialling";
import { CallCredentials, ChannelCredentials, type experimental } from "@grpc/grpc-js";
import { isIP, type Socket } from "node:net";
import { connect, type ConnectionOptions } from "node:tls";

/** Until HTTP/2 has begun. As in grpc-go, whose shortest time for a connection attempt this is. */
const handshakeTimeoutMs = 20_000;

/** How connections of a channel are secured. */
export interface Security {
  /** Absent: not at all. Asked at every dial. */
  readonly tls?: (() => TlsClientOptions) | undefined;
  /** The server's name, where the TLS options give none. */
  readonly host: string;
}

/**
 * TLS, or plain text, as a channel of the library asks for it. Its own credentials fix keys and certificates when the
 * channel is made, wait for a handshake without end, and forget a socket whose channel is closed meanwhile; these ask for
 * the certificates at every dial, and let go of every socket.
 */
export class DialCredentials extends ChannelCredentials {
  readonly #security: Security;
  /** Sockets over which HTTP/2 has not begun yet. */
  readonly #dialled = new Set<Socket>();
  #isClosed = false;

  constructor(security: Security) {
    super();
    this.#security = security;
  }

  override _isSecure(): boolean {
    return this.#security.tls !== undefined;
  }

  override _equals(other: ChannelCredentials): boolean {
    return this === other;
  }

  override _createSecureConnector(): experimental.SecureConnector {
    return {
      connect: (socket) => this.#connect(socket),
      waitForReady: () => Promise.resolve(), // certificates are asked for when there is a socket
      getCallCredentials: () => CallCredentials.createEmpty(),
      destroy: () => undefined,
    };
  }

  /** Ends the dials that are under way. */
  close(): void {
    this.#isClosed = true;
    for (const socket of this.#dialled) socket.destroy();
  }

  async #connect(socket: Socket): Promise<experimental.SecureConnectResult> {
    if (this.#isClosed) throw new Error("the channel is closed");
    this.#dialled.add(socket);
    socket.once("close", () => this.#dialled.delete(socket));
    const { tls, host } = this.#security;
    const secure = tls === undefined ? socket : await this.#secure(socket, tls(), host);
    this.#limit(socket, () => secure.bytesRead > 0);
    return { socket: secure, secure: tls !== undefined };
  }

  #secure(socket: Socket, tls: TlsClientOptions, host: string): Promise<Socket> {
    return new Promise((resolve, reject) => {
      let isSecure = false;
      this.#limit(socket, () => isSecure);
      const secured = connect({ ...connectionOptions(tls, host), socket });
      secured.once("secureConnect", () => {
        isSecure = true;
        secured.removeListener("error", reject);
        resolve(secured);
      });
      secured.once("error", reject);
      secured.once("close", () => reject(new Error("the connection was closed during the TLS handshake")));
    });
  }

  /** Ends a connection on which something has not happened in time. Does not keep the process alive. */
  #limit(socket: Socket, hasHappened: () => boolean): void {
    const timer = setTimeout(() => {
      if (hasHappened()) this.#dialled.delete(socket);
      else socket.destroy(new Error(`no answer to the handshake within ${handshakeTimeoutMs} ms`));
    }, handshakeTimeoutMs);
    timer.unref();
    socket.once("close", () => clearTimeout(timer));
  }
}

function connectionOptions(tls: TlsClientOptions, host: string): ConnectionOptions {
  const name = tls.serverName ?? host;
  return {
    ...encryptionOf(tls),
    host: name,
    // An address is no server name (RFC 6066 §3); it is checked against the certificate all the same.
    ...(isIP(name) === 0 ? { servername: name } : {}),
    ALPNProtocols: ["h2"],
  };
}
