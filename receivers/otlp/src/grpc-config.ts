import type { ConfigOf } from "@genai-collector/component";
import { checkEndpoint, listenerFields } from "@genai-collector/config/listener";
import { count, duration, flag, map, section } from "@genai-collector/config/schema";
import { authFields, serverFields } from "./server-config.ts";

/** What 0 stands for, as in gRPC's libraries. */
export const defaultMaxMessageMib = 4;

const serverParameters = map(
  {
    max_connection_idle: duration({
      default: "0s",
      doc: "Ends a connection without calls after so long. 0: the runtime's own bound, an hour.",
    }),
    max_connection_age: duration({ default: "0s", doc: "Ends a connection at this age. 0: never." }),
    max_connection_age_grace: duration({
      default: "0s",
      doc: "How long calls may still take on a connection that ends for its age. 0: as long as they need.",
    }),
    time: duration({
      default: "2h",
      doc: "A connection on which nothing came for so long is asked for a sign of life. 0 means 2h.",
    }),
    timeout: duration({ default: "20s", doc: "How long that sign may take. 0 means 20s." }),
  },
  { doc: "How connections are looked after." },
);

const enforcementPolicy = map(
  {
    min_time: duration({
      default: "5m",
      doc: "Clients that ping more often than this are told to go. 0 means 5m.",
    }),
    permit_without_stream: flag({ default: false, doc: "Whether clients may ping while they have no call under way." }),
  },
  { doc: "What is asked of clients." },
);

/** OTLP over gRPC: `protocols::grpc`. */
export const grpcConfig = map({
  ...listenerFields("localhost:4317"),
  ...serverFields,
  auth: section(map(authFields), { doc: "Lets in who an extension knows. Off unless the key is there." }),
  max_recv_msg_size_mib: count({
    default: 0,
    max: 4_095,
    doc: "Largest message in MiB, as sent and decompressed. A larger one is answered with RESOURCE_EXHAUSTED. 0 means 4.",
  }),
  max_concurrent_streams: count({
    default: 0,
    max: 4_294_967_295,
    doc: "Calls that one connection may have under way. 0: the runtime's own bound, 1,000.",
  }),
  read_buffer_size: count({ default: 524_288, doc: "Taken for the sake of otelcol's files, and without effect." }),
  write_buffer_size: count({ default: 0, doc: "Taken for the sake of otelcol's files, and without effect." }),
  read_timeout: duration({
    default: "30s",
    doc: "Longest time for a request's message to arrive. A slower one is answered with DEADLINE_EXCEEDED. 0: no limit but the client's own.",
  }),
  keepalive: map(
    { server_parameters: serverParameters, enforcement_policy: enforcementPolicy },
    { doc: "How long connections live." },
  ),
}).check(checkEndpoint);

/** What users write at `protocols::grpc`. */
export type OtlpGrpcConfig = ConfigOf<typeof grpcConfig>;
