import type { ServerRequest, ServerResponse, Signal } from "@genai-collector/component";
import { bodyFormat, type BodyFormat } from "./body-format.ts";
import { clientInfo } from "./client-info.ts";
import { Cors } from "./cors.ts";
import type { Door } from "./door.ts";
import { errorStatus } from "./error-status.ts";
import { grpcCode } from "./grpc-code.ts";
import { defaultMaxBodySize, withLeadingSlash, type ContentEncoding, type OtlpHttpConfig } from "./http-config.ts";
import { HttpResponses } from "./http-response.ts";
import type { Room } from "./in-flight.ts";
import { partialSuccess, signals, type Intake } from "./intake.ts";
import { BodyReader } from "./read-body.ts";
import { RequestError } from "./request-error.ts";
import type { RefusedStatus } from "./telemetry.ts";

/** As Go's servers say it. */
const notFoundHeaders = { "content-type": "text/plain; charset=utf-8", "x-content-type-options": "nosniff" };

type Auth = ReadonlyMap<string, unknown> | undefined;

/** Answers OTLP over HTTP: one path a signal, for the signals that some pipeline takes; 404 for all others. */
export class HttpHandler {
  readonly #config: OtlpHttpConfig;
  readonly #intake: Intake;
  readonly #door: Door;
  readonly #routes = new Map<string, Signal>();
  readonly #maxBytes: number;
  readonly #bodies: BodyReader;
  readonly #responses: HttpResponses;
  readonly #cors: Cors | undefined;

  constructor(config: OtlpHttpConfig, intake: Intake, door: Door) {
    this.#config = config;
    this.#intake = intake;
    this.#door = door;
    this.#maxBytes = config.max_request_body_size === 0 ? defaultMaxBodySize : config.max_request_body_size;
    const tooLarge = (): RequestError => tooLargeError(this.#maxBytes);
    const limits = { maxBytes: this.#maxBytes, timeoutMs: config.read_timeout, tooLarge, endedEarly };
    this.#bodies = new BodyReader(limits, intake.settings.runtime);
    this.#responses = new HttpResponses(config.response_headers);
    this.#cors =
      config.cors === undefined || config.cors.allowed_origins.length === 0 ? undefined : new Cors(config.cors);
    for (const signal of signals) {
      if (intake.takes(signal)) this.#routes.set(withLeadingSlash(config[`${signal}_url_path`]), signal);
    }
  }

  /** Never rejects: whatever goes wrong has an answer. */
  handle(request: ServerRequest): Promise<ServerResponse> {
    const signal = this.#routes.get(request.url) ?? this.#routes.get(pathOf(request.url));
    if (this.#cors !== undefined) return this.#answerPage(request, signal, this.#cors);
    return this.#answer(request, signal);
  }

  /** Lets go of what it waits with. */
  close(): void {
    this.#bodies.close();
  }

  async #answerPage(request: ServerRequest, signal: Signal | undefined, cors: Cors): Promise<ServerResponse> {
    const preflight = cors.preflight(request);
    if (preflight !== undefined) return this.#responses.empty(preflight);
    const answer = await this.#answer(request, signal);
    return { ...answer, headers: { ...answer.headers, ...cors.headers(request) } };
  }

  #answer(request: ServerRequest, signal: Signal | undefined): Promise<ServerResponse> {
    return this.#door.isOpen ? this.#answerKnown(request, signal, undefined) : this.#answerGuarded(request, signal);
  }

  /** Who is not let in learns nothing of what is there. */
  async #answerGuarded(request: ServerRequest, signal: Signal | undefined): Promise<ServerResponse> {
    let auth: Auth;
    try {
      const headers = withParameters(request, this.#config.auth?.request_params ?? []);
      auth = await this.#door.admit({ transport: "http", headers, peer: request.peer });
    } catch (error) {
      return this.#refuse(error, signal, bodyFormat(request.headers["content-type"]) ?? "json");
    }
    return this.#answerKnown(request, signal, auth);
  }

  #answerKnown(request: ServerRequest, signal: Signal | undefined, auth: Auth): Promise<ServerResponse> {
    if (signal === undefined) return this.#text("404", "404 page not found\n", notFoundHeaders);
    if (request.method !== "POST")
      return this.#text("405", "405 method not allowed, supported: [POST]", { allow: "POST" });
    const format = bodyFormat(request.headers["content-type"]);
    if (format === undefined) {
      const supported = "application/json, application/x-protobuf";
      return this.#text("415", `415 unsupported media type, supported: [${supported}]`);
    }
    return this.#take(request, signal, format, auth);
  }

  async #take(request: ServerRequest, signal: Signal, format: BodyFormat, auth: Auth): Promise<ServerResponse> {
    const room = this.#intake.inFlight.enter();
    let items = 0;
    try {
      const encoding = this.#encodingOf(request);
      let bytes = await this.#read(request, room);
      if (encoding !== "") {
        bytes = await this.#unpack(encoding, bytes);
        room.resize(bytes.length);
      }
      const client = clientInfo(request, "http", this.#config.include_metadata, auth);
      const payload = this.#intake.parse(signal, format, bytes, client);
      ({ items } = payload);
      if (items > 0) await this.#intake.deliver(payload, request.signal, client);
      return this.#responses.success(signal, format);
    } catch (error) {
      const partial = partialSuccess(error, items);
      return partial === undefined
        ? this.#refuse(error, signal, format)
        : this.#responses.success(signal, format, partial);
    } finally {
      room.leave();
    }
  }

  /** Room is taken as the body arrives. Where its length is announced, and there is no room for it, it is not read. */
  #read(request: ServerRequest, room: Room): Promise<Uint8Array> {
    const announced = Number(request.headers["content-length"] ?? NaN);
    if (!(announced >= 0)) return this.#bodies.read(request.body, room, (_part, total) => room.resize(total));
    if (announced > this.#maxBytes) throw tooLargeError(this.#maxBytes);
    room.check(announced);
    return this.#bodies.read(request.body, room, (_part, total) => room.arrived(total, announced));
  }

  #encodingOf(request: ServerRequest): ContentEncoding {
    const given = request.headers["content-encoding"];
    const name = given === undefined ? "" : given.trim().toLowerCase();
    const encoding = this.#config.compression_algorithms.find((accepted) => accepted === name);
    if (encoding !== undefined) return encoding;
    const message = `unsupported Content-Encoding: ${name === "" ? "none" : quoted(name)}`;
    throw new RequestError(400, grpcCode.invalidArgument, message);
  }

  async #unpack(encoding: Exclude<ContentEncoding, "">, bytes: Uint8Array): Promise<Uint8Array> {
    try {
      return await this.#intake.unpacker.unpack(encoding, bytes, this.#maxBytes);
    } catch (error) {
      if (error instanceof RangeError) throw tooLargeError(this.#maxBytes);
      throw new RequestError(400, grpcCode.invalidArgument, `${encoding}: invalid data`, error);
    }
  }

  #refuse(error: unknown, signal: Signal | undefined, format: BodyFormat): ServerResponse {
    const status = errorStatus(error);
    this.#intake.refused(`${status.http}`, error, signal);
    return this.#responses.error(status, format);
  }

  async #text(
    status: RefusedStatus & `${number}`,
    text: string,
    headers?: Readonly<Record<string, string>>,
  ): Promise<ServerResponse> {
    this.#intake.refused(status, undefined, undefined);
    return this.#responses.text(Number(status), text, headers);
  }
}

/** Without the query. A target may also be a whole URL (RFC 9112 §3.2.2). */
function pathOf(url: string): string {
  const target = url.replace(/^https?:\/\/[^/?#]*/i, "");
  const end = target.search(/[?#]/);
  return end < 0 ? target : target.slice(0, end);
}

/** The headers, and instead of them parameters of the URL, where an authenticator is to see those. */
function withParameters(request: ServerRequest, names: readonly string[]): Readonly<Record<string, string>> {
  const query = request.url.indexOf("?");
  if (names.length === 0 || query < 0) return request.headers;
  const parameters = new URLSearchParams(request.url.slice(query));
  const given = names.filter((name) => parameters.has(name));
  return {
    ...request.headers,
    ...Object.fromEntries(given.map((name) => [name.toLowerCase(), parameters.getAll(name).join(", ")])),
  };
}

function endedEarly(cause: unknown): RequestError {
  return new RequestError(400, grpcCode.invalidArgument, "the request body ended early", cause);
}

function tooLargeError(limit: number): RequestError {
  return new RequestError(413, grpcCode.invalidArgument, `http: request body too large, the limit is ${limit} bytes`);
}

/** Names come from outside: printable, and short. */
function quoted(name: string): string {
  return name.replaceAll(/[^\x20-\x7e]/g, "?").slice(0, 64);
}
