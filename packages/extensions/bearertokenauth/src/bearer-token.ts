import {
  authRefusedCode,
  CollectorError,
  type ClientAuthenticator,
  type Component,
  type IncomingRequest,
  type OutgoingRequest,
  type ServerAuthenticator,
  type Settings,
} from "@genai-collector/component";
import { WatchedFile } from "@genai-collector/config/watched-file";
import { createHash, timingSafeEqual } from "node:crypto";
import type { BearerTokenAuthConfig } from "./config.ts";

/** Lets in who has a token, and sends one. */
export class BearerToken implements ServerAuthenticator, ClientAuthenticator, Component {
  readonly #header: string;
  readonly #scheme: string;
  readonly #file: WatchedFile | undefined;
  #tokens: readonly string[] = [];
  #digests: readonly Buffer[] = [];

  constructor(settings: Settings, config: BearerTokenAuthConfig) {
    this.#header = config.header.toLowerCase();
    this.#scheme = config.scheme;
    if (config.filename === "") this.#use([...(config.token ? [config.token] : []), ...config.tokens].map(revealed));
    else this.#file = new WatchedFile(config.filename, settings, (text) => this.#use(tokensIn(text)));
  }

  async start(): Promise<void> {
    await this.#file?.open();
  }

  async shutdown(): Promise<void> {
    this.#file?.close();
  }

  async authenticate({ headers }: IncomingRequest): Promise<ReadonlyMap<string, unknown>> {
    const token = this.#tokenOf(headers[this.#header]);
    // Every one is compared, so that the time tells neither which it was nor how near.
    const isKnown = token !== undefined && this.#digests.filter((known) => timingSafeEqual(known, token)).length > 0;
    if (!isKnown) throw new CollectorError(authRefusedCode, "not authenticated", { kind: "misconfigured" });
    return new Map([["raw", headers[this.#header]]]);
  }

  async authorize(
    headers: Readonly<Record<string, string>>,
    { transport, isEncrypted }: OutgoingRequest,
  ): Promise<Readonly<Record<string, string>>> {
    // As in otelcol: gRPC credentials demand transport security.
    if (transport === "grpc" && !isEncrypted)
      throw new CollectorError("BEARERTOKENAUTH_CLEARTEXT", "a bearer token over gRPC needs TLS", {
        kind: "misconfigured",
      });
    const token = this.#tokens[0]!; // there is always one
    return { ...headers, [this.#header]: this.#scheme === "" ? token : `${this.#scheme} ${token}` };
  }

  #tokenOf(value: string | undefined): Buffer | undefined {
    if (value === undefined) return undefined;
    if (this.#scheme === "") return digest(value);
    const start = `${this.#scheme} `;
    const isScheme = value.slice(0, start.length).toLowerCase() === start.toLowerCase();
    return isScheme ? digest(value.slice(start.length)) : undefined;
  }

  #use(tokens: readonly string[]): void {
    if (tokens.length === 0) throw new Error("there is no token in it");
    this.#tokens = tokens;
    this.#digests = tokens.map(digest);
  }
}

const revealed = (token: { reveal(): string }): string => token.reveal();

/** Of one length, whatever is compared. */
function digest(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}

function tokensIn(text: string): string[] {
  const tokens = text.split(/\r?\n/).map((line) => line.trim());
  const found = tokens.filter((token) => token !== "");
  if (found.some((token) => !/^[\x21-\x7e]+$/.test(token))) throw new Error("a token in it has blanks or other signs");
  return found;
}
