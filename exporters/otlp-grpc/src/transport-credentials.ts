import type { TlsClientOptions } from "@genai-collector/component";
import { encryptionOf } from "@genai-collector/config/http-client/dialling";
import { CallCredentials, ChannelCredentials, type experimental } from "@grpc/grpc-js";
import { isIP, type Socket } from "node:net";
import { connect, type ConnectionOptions, type TLSSocket } from "node:tls";

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
  /** Open sockets, and whether HTTP/2 has begun over them. */
  readonly #dialled = new Map<Socket, () => boolean>();
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

  /** Ends the dials that are under way. Connections that work are the channel's to end. */
  close(): void {
    this.#isClosed = true;
    for (const [socket, hasBegun] of this.#dialled) if (!hasBegun()) socket.destroy();
  }

  async #connect(socket: Socket): Promise<experimental.SecureConnectResult> {
    if (this.#isClosed) throw new Error("the channel is closed");
    const { tls, host } = this.#security;
    const secured = tls === undefined ? undefined : connect({ ...connectionOptions(tls(), host), socket });
    const session = secured ?? socket;
    this.#dialled.set(socket, () => session.bytesRead > 0);
    this.#limitHandshake(socket);
    socket.once("close", () => this.#dialled.delete(socket));
    if (secured !== undefined) await handshakeOf(secured);
    return { socket: session, secure: secured !== undefined };
  }

  /** Does not keep the process alive. */
  #limitHandshake(socket: Socket): void {
    const timer = setTimeout(() => {
      if (this.#dialled.get(socket)?.() === false)
        socket.destroy(new Error(`no answer to the handshake within ${handshakeTimeoutMs} ms`));
    }, handshakeTimeoutMs);
    timer.unref();
    socket.once("close", () => clearTimeout(timer));
  }
}

function handshakeOf(secured: TLSSocket): Promise<void> {
  return new Promise((resolve, reject) => {
    secured.once("secureConnect", () => {
      secured.removeListener("error", reject);
      resolve();
    });
    secured.once("error", reject);
    secured.once("close", () => reject(new Error("the connection was closed during the TLS handshake")));
  });
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
