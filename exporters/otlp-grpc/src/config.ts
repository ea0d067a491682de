import { clientAuthenticator } from "@genai-collector/component";
import { isAllowedAddress } from "@genai-collector/config/http-client";
import {
  bytes,
  duration,
  extensionId,
  flag,
  headers,
  map,
  oneOf,
  optional,
  section,
  text,
  type ConfigOf,
} from "@genai-collector/config/schema";
import { tlsClientConfig } from "@genai-collector/config/tls";
import { deadLetterConfig, queueConfig, retryConfig, timeoutConfig } from "@genai-collector/exporterhelper";
import { parseEndpoint } from "./endpoint.ts";
import { problemOfHeader } from "./metadata.ts";

const balancers = ["round_robin", "pick_first"] as const;

const keepaliveConfig = map({
  time: duration({ default: "10s", min: "1ms", doc: "A ping is sent after so long without anything from the server." }),
  timeout: duration({ default: "10s", min: "1ms", doc: "Without an answer to it, the connection is ended." }),
  permit_without_stream: flag({ default: false, doc: "Ping also while no call is under way." }),
});

export const otlpGrpcConfig = map({
  endpoint: text({
    default: "",
    doc: "Where the sink listens: `host:port`, `dns:///host:port`, `passthrough:///host:port` or `unix:///path`. `http://` and `https://` in front are left out; `https://` forces TLS.",
  }),
  tls: tlsClientConfig,
  compression: oneOf(["gzip", "none", "snappy", "zstd"], { default: "gzip", doc: "How messages are compressed." }),
  headers: headers({ default: {}, doc: "Metadata that is sent with every call. Values are secrets." }),
  user_agent: text({ default: "", doc: "Begins the `user-agent` of the calls. Empty: this program's name." }),
  authority: text({
    default: "",
    doc: "`:authority` of the calls, and the server's name in TLS. Empty: the endpoint's.",
  }),
  balancer_name: text({
    default: "round_robin",
    doc: "How calls are spread over the addresses of the endpoint: `round_robin` over a connection to each, `pick_first` over the first that can be reached.",
  }),
  keepalive: section(keepaliveConfig, {
    doc: "Whether connections are asked for signs of life. Off; `keepalive: {}` turns it on.",
  }),
  wait_for_ready: flag({
    default: false,
    doc: "Attempts wait for a connection until `timeout`, instead of failing while there is none.",
  }),
  read_buffer_size: bytes({ default: 0, doc: "For compatibility; has no effect." }),
  write_buffer_size: bytes({ default: 524_288, doc: "For compatibility; has no effect." }),
  auth: optional(
    map(
      {
        authenticator: extensionId(clientAuthenticator, { doc: "The extension that puts credentials on each call." }),
      },
      { doc: "Credentials that an extension provides." },
    ),
  ),
  timeout: timeoutConfig.timeout,
  ...retryConfig,
  ...queueConfig,
  ...deadLetterConfig,
  allow_private: flag({
    default: true,
    doc: "Allow loopback and private addresses, where most sinks are. Cloud metadata addresses stay refused.",
  }),
}).check((config, problem) => {
  const endpointProblem = problemOfEndpoint(config.endpoint, config.allow_private);
  if (endpointProblem !== undefined) problem("endpoint", endpointProblem);
  if (!balancers.some((name) => name === config.balancer_name))
    problem("balancer_name", `invalid balancer_name: ${config.balancer_name}; round_robin and pick_first are there`);
  if (!/^[\x21-\x7e]*$/.test(config.authority)) problem("authority", "must be host:port, such as otel.example.com:443");
  if (!/^[\x20-\x7e]*$/.test(config.user_agent)) problem("user_agent", "must be printable ASCII");
  for (const [name, value] of Object.entries(config.headers)) {
    const headerProblem = problemOfHeader(name, value.reveal());
    if (headerProblem !== undefined) problem(`headers::${name}`, headerProblem);
  }
});

/** What can be said against an endpoint before its name is looked up. */
function problemOfEndpoint(endpoint: string, allowPrivate: boolean): string | undefined {
  try {
    const parsed = parseEndpoint(endpoint);
    const isName = parsed.kind === "unix" || !/^[0-9.]+$|:/.test(parsed.host);
    return isName || isAllowedAddress(parsed.host, allowPrivate)
      ? undefined
      : `the address ${parsed.host} may not be reached`;
  } catch (error) {
    return (error as Error).message;
  }
}

export type OtlpGrpcConfig = ConfigOf<typeof otlpGrpcConfig>;
