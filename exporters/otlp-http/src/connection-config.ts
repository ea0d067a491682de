import { expectedProxy, isProxyUrl } from "@genai-collector/config/http-client";
import {
  bytes,
  count,
  duration,
  flag,
  map,
  optional,
  refine,
  secret,
  type Secret,
} from "@genai-collector/config/schema";

/** A proxy's URL may hold a password: it is a secret as a whole. */
const proxyUrl = refine(
  secret({
    doc: "Proxy for every request (`http://`, `https://` or `socks5://`, credentials included), instead of those of `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY`.",
  }),
  (value: Secret, problem) => {
    if (!isProxyUrl(value.reveal())) problem(`must be ${expectedProxy}`);
    return value;
  },
);

/** How connections are made and kept: otelcol's keys, spread into the exporter's map. */
export const connectionConfig = {
  read_buffer_size: bytes({ default: 0, doc: "For compatibility; has no effect: the runtime has its own buffers." }),
  write_buffer_size: bytes({ default: 524_288, doc: "For compatibility; has no effect." }),
  max_idle_conns: count({ default: 100, doc: "Idle connections that are kept, to all hosts together. 0: no limit." }),
  max_idle_conns_per_host: count({
    default: 0,
    doc: "Idle connections that are kept to each host. 0: no limit but max_idle_conns.",
  }),
  max_conns_per_host: count({
    default: 0,
    doc: "Connections to each host; requests beyond them wait. 0: no limit but the requests that are sent at once.",
  }),
  idle_conn_timeout: duration({
    default: "90s",
    doc: "How long an idle connection is kept, or as long as the sink says if that is shorter. 0s: as long as it stays.",
  }),
  disable_keep_alives: flag({ default: false, doc: "Each request has its own connection, over HTTP/1.1." }),
  force_attempt_http2: flag({ default: true, doc: "Use HTTP/2 where an https sink offers it." }),
  http2_read_idle_timeout: duration({
    default: "0s",
    doc: "Ask for a sign of life on an HTTP/2 connection so often. 0s: never.",
  }),
  http2_ping_timeout: duration({
    default: "15s",
    min: "1ms",
    doc: "How much longer it may be silent before it is ended.",
  }),
  proxy_url: optional(proxyUrl),
  cookies: map(
    {
      enabled: flag({ default: false, doc: "Give cookies back to the host that set them, such as load balancers do." }),
    },
    { doc: "What is done with cookies that the sink sets." },
  ),
};
