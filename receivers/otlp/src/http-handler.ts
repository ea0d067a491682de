import {
  isAborted,
  isCollectorError,
  type BatchContext,
  type ClientInfo,
  type Outputs,
  type Payload,
  type ServerRequest,
  type ServerResponse,
  type Settings,
  type Signal,
} from "@genai-collector/component";
import { parseJsonRequest, parseRequest } from "@genai-collector/pdata";
import { bodyFormat, type BodyFormat } from "./body-format.ts";
import { withLeadingSlash, type OtlpHttpConfig, type OtlpReceiverConfig } from "./config.ts";
import { errorStatus } from "./error-status.ts";
import { InFlight, type Room } from "./in-flight.ts";
import { BodyReader } from "./read-body.ts";
import { RequestError } from "./request-error.ts";
import { refusedStatuses, type OtlpInstruments } from "./telemetry.ts";
import { errorResponse, successResponse, textResponse, type PartialSuccess } from "./response.ts";

type HandlerSettings = Pick<Settings<OtlpInstruments>, "runtime" | "logger" | "worker" | "instruments">;

const signals: readonly Signal[] = ["traces", "metrics", "logs"];

/** Answers OTLP over HTTP: one path a signal, for the signals that some pipeline takes; 404 for all others. */
export class HttpHandler {
  readonly #settings: HandlerSettings;
  readonly #config: OtlpReceiverConfig;
  readonly #http: OtlpHttpConfig;
  readonly #outputs: Outputs;
  readonly #routes = new Map<string, Signal>();
  readonly #bodies: BodyReader;
  readonly #inFlight: InFlight;

  constructor(settings: HandlerSettings, config: OtlpReceiverConfig, http: OtlpHttpConfig, outputs: Outputs) {
    this.#settings = settings;
    this.#config = config;
    this.#http = http;
    this.#outputs = outputs;
    this.#bodies = new BodyReader(http, settings.runtime);
    this.#inFlight = new InFlight(Math.ceil(http.max_in_flight_bytes / settings.worker.count));
    for (const signal of signals) {
      if (outputs[signal] !== undefined) this.#routes.set(withLeadingSlash(http[`${signal}_url_path`]), signal);
    }
  }

  /** Never rejects: whatever goes wrong has an answer. */
  async handle(request: ServerRequest): Promise<ServerResponse> {
    const answer = await this.#answer(request);
    const status = refusedStatuses.find((each) => each === String(answer.status));
    if (status !== undefined) this.#settings.instruments.refused_requests.record(1, { status });
    return answer;
  }

  async #answer(request: ServerRequest): Promise<ServerResponse> {
    const signal = this.#routes.get(pathOf(request.url));
    if (signal === undefined) return textResponse(404, "404 page not found");
    if (request.method !== "POST") {
      return textResponse(405, "405 method not allowed, supported: [POST]", { allow: "POST" });
    }
    const format = bodyFormat(request.headers["content-type"]);
    if (format === undefined) {
      return textResponse(415, "415 unsupported media type, supported: [application/json, application/x-protobuf]");
    }
    const room = this.#inFlight.enter();
    try {
      const payload = await this.#parse(request, signal, format, room);
      const partial = payload.items === 0 ? undefined : await this.#deliver(payload, request);
      return successResponse(signal, format, partial);
    } catch (error) {
      return this.#refuse(error, signal, format);
    } finally {
      room.leave();
    }
  }

  async #parse(request: ServerRequest, signal: Signal, format: BodyFormat, room: Room): Promise<Payload> {
    const bytes = await this.#bodies.read(request, room);
    const client = clientOf(request, this.#http.include_metadata);
    if (format === "json") return parseJsonRequest(signal, bytes, { client });
    return parseRequest(signal, bytes, { client, validate: this.#config.validate === "full" ? "full" : "shallow" });
  }

  /** What a sink will never take is told as a partial success: the client must not send it again. */
  async #deliver(payload: Payload, request: ServerRequest): Promise<PartialSuccess | undefined> {
    const client = payload.encoded()[0]?.client;
    const { items } = payload;
    const context: BatchContext = { acknowledge: this.#config.acknowledge, signal: request.signal, client };
    try {
      // The route is there only where this output is, and the payload was parsed as the output's signal.
      await this.#outputs[payload.signal]!.consume(payload as never, context);
      return undefined;
    } catch (error) {
      if (!isCollectorError(error) || error.kind !== "gap") throw error;
      // Who names no part means all of it.
      const rejected = error.rejected.length === 0 ? items : error.rejected.reduce((sum, part) => sum + part.items, 0);
      return { rejected, message: error.message };
    }
  }

  #refuse(error: unknown, signal: Signal, format: BodyFormat): ServerResponse {
    const { logger } = this.#settings;
    if (isCollectorError(error) || error instanceof RequestError) {
      if (!isAborted(error)) logger.debug({ err: error, signal }, "Refusing a request");
    } else {
      logger.error({ err: error, signal }, "A request failed for a reason that is a bug");
    }
    const { http, status, retryAfterMs } = errorStatus(error);
    return errorResponse(http, status, format, retryAfterMs);
  }
}

/** The transport goes along for the counters of the service. */
function clientOf(request: ServerRequest, includeMetadata: boolean): ClientInfo & { readonly transport: "http" } {
  const metadata = new Map<string, readonly string[]>();
  if (includeMetadata) for (const [name, value] of Object.entries(request.headers)) metadata.set(name, [value]);
  return { address: request.peer, metadata, transport: "http" };
}

/** Without the query. A target may also be a whole URL (RFC 9112 §3.2.2). */
function pathOf(url: string): string {
  const target = url.replace(/^https?:\/\/[^/?#]*/i, "");
  const end = target.search(/[?#]/);
  return end < 0 ? target : target.slice(0, end);
}
