import type { ClientInfo, Payload, ServerRequest, ServerResponse, Signal } from "@genai-collector/component";
import { framePrefix, grpcContentType, grpcType, unframe } from "@genai-collector/config/grpc-frame";
import { WireError } from "@genai-collector/pdata";
import { CallDeadline } from "./call-deadline.ts";
import { clientInfo } from "./client-info.ts";
import type { Door } from "./door.ts";
import { errorStatus } from "./error-status.ts";
import { frameError, FrameWatch } from "./frame-watch.ts";
import { grpcCode, grpcCodeName, type GrpcCode } from "./grpc-code.ts";
import { defaultMaxMessageMib, type OtlpGrpcConfig } from "./grpc-config.ts";
import { grpcError, grpcSuccess } from "./grpc-response.ts";
import { parseGrpcTimeout } from "./grpc-timeout.ts";
import type { Room } from "./in-flight.ts";
import { partialSuccess, signals, type Intake } from "./intake.ts";
import { BodyReader } from "./read-body.ts";
import { RequestError } from "./request-error.ts";

const services: Readonly<Record<Signal, string>> = {
  traces: "opentelemetry.proto.collector.trace.v1.TraceService",
  metrics: "opentelemetry.proto.collector.metrics.v1.MetricsService",
  logs: "opentelemetry.proto.collector.logs.v1.LogsService",
};

const encodings = ["gzip", "snappy", "zstd"] as const;
type MessageEncoding = (typeof encodings)[number];

/** Told to a client whose encoding is not there (https://github.com/grpc/grpc/blob/master/doc/compression.md). */
const acceptedEncodings = { "grpc-accept-encoding": ["identity", ...encodings].join(",") };

/** One call, from its headers to its answer. */
interface Call {
  readonly request: ServerRequest;
  readonly signal: Signal;
  readonly contentType: string;
  readonly encoding: MessageEncoding | undefined;
  readonly deadline: CallDeadline | undefined;
  readonly room: Room;
  /** What was given to the pipelines, and is theirs until this settles. */
  delivery: Promise<void> | undefined;
  items: number;
}

/**
 * Answers OTLP over gRPC: the `Export` method of each signal that some pipeline takes, UNIMPLEMENTED for all others.
 * What goes wrong is said in the codes and words of grpc-go, which clients know.
 */
export class GrpcHandler {
  readonly #config: OtlpGrpcConfig;
  readonly #intake: Intake;
  readonly #door: Door;
  readonly #methods = new Map<string, Signal>();
  readonly #services: ReadonlySet<string>;
  readonly #maxBytes: number;
  readonly #bodies: BodyReader;
  readonly #taken = new Map<string, ServerResponse>();

  constructor(config: OtlpGrpcConfig, intake: Intake, door: Door) {
    this.#config = config;
    this.#intake = intake;
    this.#door = door;
    this.#maxBytes =
      (config.max_recv_msg_size_mib === 0 ? defaultMaxMessageMib : config.max_recv_msg_size_mib) * 1_048_576;
    const tooLarge = (): RequestError => tooLargeError(`larger than max ${this.#maxBytes}`);
    const limits = { maxBytes: framePrefix + this.#maxBytes, timeoutMs: config.read_timeout, tooLarge, endedEarly };
    this.#bodies = new BodyReader(limits, intake.settings.runtime);
    const taken = signals.filter((signal) => intake.takes(signal));
    this.#services = new Set(taken.map((signal) => services[signal]));
    for (const signal of taken) this.#methods.set(`/${services[signal]}/Export`, signal);
    // What clients in Go and Python send, and what those in JavaScript do.
    for (const type of [grpcType, `${grpcType}+proto`]) this.#taken.set(type, grpcSuccess(type));
  }

  /** Never rejects: whatever goes wrong has an answer. */
  handle(request: ServerRequest): Promise<ServerResponse> {
    const { headers } = request;
    const asked = headers["content-type"];
    const contentType = grpcContentType(asked);
    if (contentType === undefined) {
      const message = `invalid gRPC request content-type ${JSON.stringify(asked ?? "")}`;
      return this.#turnAway(grpcType, grpcCode.invalidArgument, message, 415);
    }
    const timeout = headers["grpc-timeout"] === undefined ? Infinity : parseGrpcTimeout(headers["grpc-timeout"]);
    if (typeof timeout === "object")
      return this.#turnAway(contentType, grpcCode.internal, `malformed grpc-timeout: ${timeout.problem}`, 400);
    if (request.method !== "POST") {
      const message = `Received a HEADERS frame with :method ${JSON.stringify(request.method)} which should be POST`;
      return this.#turnAway(contentType, grpcCode.internal, message, 405);
    }
    if (timeout === 0) return this.#turnAway(contentType, grpcCode.deadlineExceeded, "context deadline exceeded");
    return this.#route(request, contentType, timeout);
  }

  /** Lets go of what it waits with. */
  close(): void {
    this.#bodies.close();
  }

  /** Of a request that is well as gRPC: finds its method and how it is compressed. */
  #route(request: ServerRequest, contentType: string, timeoutMs: number): Promise<ServerResponse> {
    const signal = this.#methods.get(request.url);
    if (signal === undefined) return this.#turnAway(contentType, grpcCode.unimplemented, this.#unknown(request.url));
    const name = request.headers["grpc-encoding"] ?? "identity";
    const encoding = encodings.find((each) => each === name);
    if (encoding === undefined && name !== "identity" && name !== "") return this.#unknownEncoding(contentType, name);
    return this.#take({
      request,
      signal,
      contentType,
      encoding,
      deadline: timeoutMs === Infinity ? undefined : this.#deadline(timeoutMs, request.signal),
      room: this.#intake.inFlight.enter(),
      delivery: undefined,
      items: 0,
    });
  }

  async #take(call: Call): Promise<ServerResponse> {
    const { deadline, contentType } = call;
    try {
      const work = this.#work(call);
      await (deadline === undefined ? work : deadline.race(work));
      return this.#taken.get(contentType) ?? grpcSuccess(contentType);
    } catch (error) {
      const partial = partialSuccess(error, call.items);
      return partial === undefined ? this.#refuse(error, call) : grpcSuccess(contentType, partial);
    } finally {
      deadline?.cancel();
      // Who gave up leaves a payload behind that still takes up room.
      if (call.delivery === undefined) call.room.leave();
    }
  }

  async #work(call: Call): Promise<void> {
    const { request, room, deadline } = call;
    const auth = this.#door.isOpen
      ? undefined
      : await this.#door.admit({ transport: "grpc", headers: request.headers, peer: request.peer });
    const watch = new FrameWatch(this.#maxBytes, room);
    const body = await this.#bodies.read(request.body, room, (part, total) => watch.see(part, total));
    const framed = unframe(body, this.#maxBytes);
    if ("problem" in framed) throw frameError(framed);
    const { isCompressed, message } = framed;
    const bytes = isCompressed ? await this.#unpack(call, message) : message;
    const client = clientInfo(request, "grpc", this.#config.include_metadata, auth);
    const payload = this.#parse(call.signal, bytes, client);
    call.items = payload.items;
    if (call.items === 0 || deadline?.signal.aborted === true) return;
    call.delivery = this.#intake.deliver(payload, deadline?.signal ?? request.signal, client);
    try {
      await call.delivery;
    } finally {
      room.leave();
    }
  }

  async #unpack({ encoding, room }: Call, message: Uint8Array): Promise<Uint8Array> {
    if (encoding === undefined) {
      const why = "grpc: compressed flag set with identity or empty encoding";
      throw new RequestError(400, grpcCode.internal, why);
    }
    let bytes: Uint8Array;
    try {
      bytes = await this.#intake.unpacker.unpack(encoding, message, this.#maxBytes);
    } catch (error) {
      if (error instanceof RangeError) throw tooLargeError(`after decompression larger than max ${this.#maxBytes}`);
      const why = `grpc: failed to decompress the message: ${encoding}: invalid data`;
      throw new RequestError(400, grpcCode.internal, why, error);
    }
    room.resize(bytes.length);
    return bytes;
  }

  #parse(signal: Signal, bytes: Uint8Array, client: ClientInfo): Payload {
    try {
      return this.#intake.parse(signal, "protobuf", bytes, client);
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      const why = `grpc: failed to unmarshal the received message: ${error.message}`;
      throw new RequestError(400, grpcCode.internal, why, error);
    }
  }

  #deadline(ms: number, caller: AbortSignal): CallDeadline {
    return new CallDeadline(ms, caller, this.#intake.settings.runtime.timers);
  }

  #refuse(error: unknown, { contentType, signal }: Call): ServerResponse {
    const { status } = errorStatus(error);
    this.#intake.refused(grpcCodeName[status.code], error, signal);
    return grpcError(contentType, status);
  }

  async #turnAway(contentType: string, code: GrpcCode, message: string, httpStatus = 200): Promise<ServerResponse> {
    this.#intake.refused(grpcCodeName[code], undefined, undefined);
    return grpcError(contentType, { code, message }, httpStatus);
  }

  async #unknownEncoding(contentType: string, name: string): Promise<ServerResponse> {
    const message = `grpc: Decompressor is not installed for grpc-encoding ${JSON.stringify(name)}`;
    const answer = await this.#turnAway(contentType, grpcCode.unimplemented, message);
    return { ...answer, headers: { ...answer.headers, ...acceptedEncodings } };
  }

  #unknown(path: string): string {
    const at = path.lastIndexOf("/");
    if (at < 1 || !path.startsWith("/")) return `malformed method name: ${JSON.stringify(path)}`;
    const [service, method] = [path.slice(1, at), path.slice(at + 1)];
    if (this.#services.has(service)) return `unknown method ${method} for service ${service}`;
    return `unknown service ${service}`;
  }
}

function endedEarly(cause: unknown): RequestError {
  return new RequestError(503, grpcCode.cancelled, "context canceled", cause);
}

function tooLargeError(how: string): RequestError {
  return new RequestError(413, grpcCode.resourceExhausted, `grpc: received message ${how}`);
}
