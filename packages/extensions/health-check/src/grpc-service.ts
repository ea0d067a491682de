import type { Host, ListenOptions, Logger, ServerRequest, ServerResponse } from "@genai-collector/component";
import { framePrefix, grpcContentType, grpcType, unframe } from "@genai-collector/config/grpc-frame";
import { Admission } from "./admission.ts";
import type { GrpcConfig } from "./config.ts";
import { grpcCode, grpcError, grpcMessage, grpcStream, type GrpcCode } from "./grpc-answer.ts";
import { servingStatusOf } from "./health-codes.ts";
import { decodeHealthCheckRequest, encodeHealthCheckResponse } from "./health-messages.ts";
import type { NamedHealth } from "./health.ts";
import type { ProbeService } from "./probe-service.ts";
import type { Watches } from "./watches.ts";

const serviceName = "grpc.health.v1.Health";

/** A request holds the name of a pipeline, and nothing else. */
const longestRequest = 4_096;

/** What a request cannot be answered for. */
class CallError extends Error {
  readonly code: GrpcCode;

  constructor(code: GrpcCode, message: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
  }
}

/**
 * Answers `grpc.health.v1.Health`: services are pipelines, "" is the collector. `Check` tells one status, `Watch` that
 * and every later one.
 */
export class GrpcService implements ProbeService {
  readonly title = "gRPC health check server";
  readonly place = "grpc";
  readonly config: GrpcConfig;
  readonly options: ListenOptions;
  readonly #tree: NamedHealth;
  readonly #watches: Watches;
  readonly #logger: Logger;
  #admission: Admission | undefined;

  constructor(config: GrpcConfig, tree: NamedHealth, watches: Watches, logger: Logger) {
    this.config = config;
    this.options = { transport: config.transport, protocol: "http2" };
    this.#tree = tree;
    this.#watches = watches;
    this.#logger = logger;
  }

  open(host: Host): void {
    this.#admission = new Admission(this.config.auth, host, this.#logger);
  }

  readonly handle = async (request: ServerRequest): Promise<ServerResponse> => {
    const { headers, method, peer } = request;
    const type = grpcContentType(headers["content-type"]);
    if (type === undefined) return grpcError(grpcType, grpcCode.invalidArgument, "this is no gRPC request", 415);
    if (method !== "POST") return grpcError(type, grpcCode.internal, "a gRPC request is a POST", 405);
    const refusal = await this.#admission?.refusalOf({ transport: "grpc", headers, peer });
    if (refusal !== undefined) return grpcError(type, refusal.grpcCode, refusal.message);
    try {
      return await this.#answer(request, type);
    } catch (error) {
      if (error instanceof CallError) return grpcError(type, error.code, error.message);
      this.#logger.error({ err: error }, "A health check failed for a reason that is a bug");
      return grpcError(type, grpcCode.internal, "internal error");
    }
  };

  close(): void {
    this.#watches.close();
  }

  #answer(request: ServerRequest, type: string): Promise<ServerResponse> {
    switch (request.url) {
      case `/${serviceName}/Check`:
        return this.#check(request, type);
      case `/${serviceName}/Watch`:
        return this.#watch(request, type);
      default:
        throw new CallError(grpcCode.unimplemented, unknown(request.url));
    }
  }

  async #check(request: ServerRequest, type: string): Promise<ServerResponse> {
    const health = this.#tree.of(await serviceOf(request));
    if (health === undefined) throw new CallError(grpcCode.notFound, "Service not found.");
    return grpcMessage(type, encodeHealthCheckResponse(servingStatusOf(health)));
  }

  async #watch(request: ServerRequest, type: string): Promise<ServerResponse> {
    const messages = this.#watches.open(await serviceOf(request), request.signal);
    if (messages === undefined) throw new CallError(grpcCode.resourceExhausted, "There are too many watches.");
    return grpcStream(type, messages, grpcCode.cancelled, "Server shutting down.");
  }
}

async function serviceOf(request: ServerRequest): Promise<string> {
  const encoding = request.headers["grpc-encoding"] ?? "identity";
  if (encoding !== "identity")
    throw new CallError(grpcCode.unimplemented, `grpc: Decompressor is not installed for grpc-encoding "${encoding}"`);
  const framed = unframe(await bodyOf(request), longestRequest);
  if ("problem" in framed) throw new CallError(framed.code, framed.problem);
  if (framed.isCompressed)
    throw new CallError(grpcCode.internal, "grpc: compressed flag set with identity or empty encoding");
  try {
    return decodeHealthCheckRequest(framed.message).service;
  } catch (cause) {
    throw new CallError(grpcCode.internal, "grpc: failed to unmarshal the received message", cause);
  }
}

async function bodyOf({ body }: ServerRequest): Promise<Uint8Array> {
  try {
    return await body.read(framePrefix + longestRequest);
  } catch (cause) {
    if (cause instanceof RangeError)
      throw new CallError(
        grpcCode.resourceExhausted,
        `grpc: received message larger than max ${longestRequest}`,
        cause,
      );
    throw new CallError(grpcCode.cancelled, "context canceled", cause);
  }
}

function unknown(path: string): string {
  const [, service, method] = /^\/(.+)\/([^/]*)$/.exec(path) ?? [];
  if (service === undefined) return `malformed method name: ${JSON.stringify(path)}`;
  return service === serviceName ? `unknown method ${method} for service ${serviceName}` : `unknown service ${service}`;
}
