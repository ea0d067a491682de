import type { TlsClientOptions } from "@genai-collector/component";
import { isIP, type LookupFunction, type Socket } from "node:net";
import { buildConnector } from "undici";
import { endWhenSilent } from "./transport-silence.ts";
import { encryptionOf } from "./transport-tls.ts";
import { blockBytes } from "./transport-request-body.ts";

/** A dial that takes longer is given up, though nobody's deadline has passed. */
export const connectTimeoutMs = 10_000;

export interface DialSettings {
  /** How names are looked up, and addresses refused. Absent: the system's way, and nothing is refused. */
  readonly lookup?: LookupFunction | undefined;
  /** Asked at every dial. */
  readonly tls?: (() => TlsClientOptions) | undefined;
  readonly allowsHttp2: boolean;
  /** An HTTP/2 connection that says nothing for so long is ended. */
  readonly maxSilenceMs?: number | undefined;
}

type Connector = buildConnector.connector;

/** Makes connections, with the certificates of the moment. */
export class Dialler {
  readonly #settings: DialSettings;
  readonly #plain: Connector;
  /** One for as long as the options stay the same ones: it keeps the sessions that can be resumed. */
  #encrypted: { readonly options: TlsClientOptions | undefined; readonly connect: Connector } | undefined;

  constructor(settings: DialSettings) {
    this.#settings = settings;
    // undici's types leave out `highWaterMark`, which it hands on to the socket.
    const plain = { ...lookupOf(settings), timeout: connectTimeoutMs, highWaterMark: blockBytes };
    this.#plain = buildConnector(plain);
  }

  /** What undici calls for a new connection; over `httpSocket`, where it is there already. */
  readonly connect: Connector = (target, callback) => {
    if (target.protocol !== "https:") {
      this.#plain(target, callback);
      return;
    }
    let made: { readonly connect: Connector; readonly name: string };
    try {
      const options = this.#settings.tls?.();
      made = { connect: this.#connectorFor(options), name: options?.serverName ?? target.hostname };
    } catch (error) {
      callback(error as Error, null);
      return;
    }
    // The host of the URL, whatever the header `Host` says. An address is no name to ask for: undici leaves it out.
    const servername = isIP(made.name) === 0 ? made.name : "";
    made.connect({ ...target, host: made.name, servername }, (...result) => {
      if (result[0] === null) this.#watch(result[1]);
      callback(...result);
    });
  };

  #connectorFor(options: TlsClientOptions | undefined): Connector {
    if (this.#encrypted !== undefined && this.#encrypted.options === options) return this.#encrypted.connect;
    const connect = buildConnector({
      ...encryptionOf(options),
      ...lookupOf(this.#settings),
      timeout: connectTimeoutMs,
      allowH2: this.#settings.allowsHttp2,
      preferH2: true,
    });
    this.#encrypted = { options, connect };
    return connect;
  }

  #watch(socket: Socket): void {
    const { maxSilenceMs } = this.#settings;
    const isHttp2 = "alpnProtocol" in socket && socket.alpnProtocol === "h2";
    if (maxSilenceMs !== undefined && isHttp2) endWhenSilent(socket, maxSilenceMs);
  }
}

function lookupOf({ lookup }: DialSettings): { readonly lookup?: LookupFunction } {
  return lookup === undefined ? {} : { lookup };
}
