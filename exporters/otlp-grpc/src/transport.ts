import { CollectorError } from "@genai-collector/component";
import { isAllowedAddress } from "@genai-collector/config/http-client";
import { maxAnswerBytes } from "@genai-collector/exporterhelper/otlp";
import {
  Channel,
  logVerbosity,
  Metadata,
  setLogVerbosity,
  status,
  type ChannelOptions,
  type experimental,
} from "@grpc/grpc-js";
import { authorityOf, type GrpcEndpoint } from "./endpoint.ts";
import { framedChunks } from "./framed-chunks.ts";
import type { GrpcAnswer, GrpcCall, GrpcChannel, GrpcChannelOptions, OpenGrpcChannel } from "./grpc-channel.ts";
import { DialCredentials } from "./transport-credentials.ts";
import { setMessageFilter } from "./transport-message-filter.ts";
import { connectProxyFor, type ConnectProxy } from "./transport-proxy.ts";
import { guardedScheme, guardOption, type EgressGuard } from "./transport-resolver.ts";

/**
 * A byte more than may be read of an answer: past it the library ends the call with the words in which servers of the
 * usual limit refuse a request, and the number tells the two apart.
 */
const tooManyBytes = maxAnswerBytes + 1;

// What goes wrong ends a call, and is told with it; lines of its own on the console are no log of this program.
if (process.env["GRPC_VERBOSITY"] === undefined) setLogVerbosity(logVerbosity.NONE);

/** Opens a channel of `@grpc/grpc-js`. */
export const openGrpcChannel: OpenGrpcChannel = (options) => new GrpcJsChannel(options);

class GrpcJsChannel implements GrpcChannel {
  readonly #guard: EgressGuard;
  readonly #credentials: DialCredentials;
  readonly #channel: Channel;
  readonly #waitsForReady: boolean;

  constructor(options: GrpcChannelOptions) {
    const { endpoint, allowsPrivate, waitsForReady } = options;
    const proxy = endpoint.kind === "tcp" ? connectProxyFor(endpoint) : undefined;
    this.#guard = {
      allows: (address) => isAllowedAddress(address, allowsPrivate),
      isOneServer: endpoint.kind === "tcp" && endpoint.isOneServer,
      proxy: proxy?.address,
    };
    this.#credentials = new DialCredentials({ tls: options.tls, host: hostOf(options) });
    this.#channel = new Channel(targetOf(endpoint), this.#credentials, {
      ...channelOptions(options),
      ...(proxy === undefined ? {} : proxyOptions(endpoint, proxy)),
      [guardOption]: this.#guard,
    });
    setMessageFilter(this.#channel, options.unpack);
    this.#waitsForReady = waitsForReady;
  }

  call(request: GrpcCall): Promise<GrpcAnswer> {
    const { method, timeoutMs, signal } = request;
    const opening = metadataOf(request, this.#waitsForReady);
    const chunks = framedChunks(request.message, request.encoding !== undefined).reverse();
    return new Promise((resolve, reject) => {
      signal.throwIfAborted();
      const call = this.#channel.createCall(method, Date.now() + timeoutMs, null, null, null);
      const abort = (): void => {
        call.cancelWithStatus(status.CANCELLED, "given up");
        reject(signal.reason as Error);
      };
      signal.addEventListener("abort", abort, { once: true });
      start(call, opening, (answer) => {
        signal.removeEventListener("abort", abort);
        const { refused } = this.#guard;
        if (refused !== undefined && endsWithoutConnection.has(answer.code)) reject(addressRefused(refused));
        else resolve(answer);
      });
      writeInTurn(call, chunks);
    });
  }

  close(): void {
    this.#channel.close();
    this.#credentials.close();
  }
}

/** Sends what opens the call, and hears what comes back. */
function start(call: experimental.CallStream, opening: Metadata, end: (answer: GrpcAnswer) => void): void {
  let message: Uint8Array | undefined;
  call.start(opening, {
    onReceiveMetadata: () => undefined,
    onReceiveMessage: (received: Uint8Array) => (message = received),
    onReceiveStatus: ({ code, details, metadata }) => {
      if (code === status.RESOURCE_EXHAUSTED && details.endsWith(`vs ${tooManyBytes})`)) {
        end({ code: status.INTERNAL, details: "the answer is larger than 4 MiB" });
        return;
      }
      const statusDetails = metadata.get("grpc-status-details-bin")[0];
      end({ code, details, message, statusDetails: typeof statusDetails === "string" ? undefined : statusDetails });
    },
  });
  call.startRead();
}

/**
 * The next chunk, the last of those that are left, is handed on when the library has taken the one before: it keeps a
 * place for one. What was handed on is let go of, and no closure knows the request: the library's own objects live on for
 * a while when a call has ended, and would keep its message.
 */
function writeInTurn(call: experimental.CallStream, chunks: Buffer[]): void {
  const next = chunks.pop();
  if (next === undefined) call.halfClose();
  else call.sendMessageWithContext({ callback: () => writeInTurn(call, chunks) }, next);
}

/** How calls end for which no address may be dialled: at once, or when the time to wait for a connection is over. */
const endsWithoutConnection: ReadonlySet<number> = new Set([status.PERMISSION_DENIED, status.DEADLINE_EXCEEDED]);

function addressRefused(address: string): CollectorError {
  const message = `the endpoint resolves to ${address}, an address that may not be reached`;
  return new CollectorError("HTTP_ADDRESS_REFUSED", message, { kind: "misconfigured" });
}

function targetOf(endpoint: GrpcEndpoint): string {
  return endpoint.kind === "unix" ? `unix:${endpoint.path}` : `${guardedScheme}:///${authorityOf(endpoint)}`;
}

/** The name that the server's certificate must have, unless the TLS settings say another. */
function hostOf({ authority, endpoint }: GrpcChannelOptions): string {
  if (authority !== undefined) return authority.replace(/:\d+$/, "").replace(/^\[|\]$/g, "");
  return endpoint.kind === "unix" ? "localhost" : endpoint.host;
}

function channelOptions({ authority, endpoint, balancer, keepalive, userAgent }: GrpcChannelOptions): ChannelOptions {
  return {
    "grpc.primary_user_agent": userAgent,
    "grpc.default_authority": authority ?? authorityOf(endpoint),
    "grpc.service_config": JSON.stringify({ loadBalancingConfig: [{ [balancer]: {} }] }),
    "grpc.service_config_disable_resolution": 1,
    "grpc.max_receive_message_length": tooManyBytes,
    // Repeating is the retry layer's; what stays is the repetition of calls that no server has seen (GOAWAY), which
    // costs no time. Messages are held anyway: these limits must not keep the large ones from it.
    "grpc.retry_buffer_size": Number.MAX_SAFE_INTEGER,
    "grpc.per_rpc_retry_buffer_size": Number.MAX_SAFE_INTEGER,
    "grpc.enable_channelz": 0,
    // Its own way to proxies knows HTTP_PROXY, and no guard.
    "grpc.enable_http_proxy": 0,
    // Connections belong to one exporter: another one's may have other certificates.
    "grpc.use_local_subchannel_pool": 1,
    ...(keepalive === undefined
      ? {}
      : {
          "grpc.keepalive_time_ms": keepalive.time,
          "grpc.keepalive_timeout_ms": keepalive.timeout,
          "grpc.keepalive_permit_without_calls": keepalive.permit_without_stream ? 1 : 0,
        }),
  };
}

/** How the library asks whoever it dials to CONNECT. */
function proxyOptions(endpoint: GrpcEndpoint, { credentials }: ConnectProxy): ChannelOptions {
  return {
    "grpc.http_connect_target": `dns:${authorityOf(endpoint)}`,
    ...(credentials === undefined ? {} : { "grpc.http_connect_creds": credentials }),
  };
}

function metadataOf({ headers, encoding }: GrpcCall, waitForReady: boolean): Metadata {
  const metadata = new Metadata({ waitForReady });
  if (encoding !== undefined) metadata.set("grpc-encoding", encoding);
  for (const [name, value] of Object.entries(headers))
    metadata.set(name, name.endsWith("-bin") ? Buffer.from(value) : value);
  return metadata;
}
