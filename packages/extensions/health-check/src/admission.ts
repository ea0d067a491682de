import {
  authRefusedCode,
  isCollectorError,
  serverAuthenticator,
  type ComponentId,
  type Host,
  type IncomingRequest,
  type Logger,
  type ServerAuthenticator,
} from "@genai-collector/component";

/** Why a request is not let in, in HTTP's and gRPC's codes (UNAUTHENTICATED, UNAVAILABLE, INTERNAL). */
export interface Refusal {
  readonly httpStatus: 401 | 503 | 500;
  readonly grpcCode: 16 | 14 | 13;
  readonly message: string;
}

/** Lets requests in as an extension says; all of them where none is configured. */
export class Admission {
  readonly #authenticator: ServerAuthenticator | undefined;
  readonly #logger: Logger;

  /** Throws where the extension is not there or cannot do it. */
  constructor(auth: { readonly authenticator: ComponentId } | undefined, host: Host, logger: Logger) {
    this.#authenticator = auth === undefined ? undefined : host.extension(serverAuthenticator, auth.authenticator);
    this.#logger = logger;
  }

  /** Undefined: it is let in. Never rejects. */
  async refusalOf(request: IncomingRequest): Promise<Refusal | undefined> {
    try {
      await this.#authenticator?.authenticate(request);
      return undefined;
    } catch (error) {
      return this.#refusal(error);
    }
  }

  #refusal(error: unknown): Refusal {
    if (isCollectorError(error) && error.code === authRefusedCode)
      return { httpStatus: 401, grpcCode: 16, message: error.message };
    if (isCollectorError(error) && (error.kind === "retryable" || error.kind === "refused"))
      return { httpStatus: 503, grpcCode: 14, message: error.message };
    this.#logger.error({ err: error }, "An authenticator failed");
    return { httpStatus: 500, grpcCode: 13, message: "internal error" };
  }
}
