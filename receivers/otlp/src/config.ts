import type { ConfigOf } from "@genai-collector/component";
import { bytes, map, oneOf, section } from "@genai-collector/config/schema";
import { grpcConfig } from "./grpc-config.ts";
import { httpConfig } from "./http-config.ts";

/** The whole of `receivers::otlp`. */
export const otlpReceiverConfig = map({
  protocols: map(
    {
      grpc: section(grpcConfig, { doc: "OTLP over gRPC. Off unless the key is there." }),
      http: section(httpConfig, { doc: "OTLP over HTTP. Off unless the key is there." }),
    },
    { doc: "How applications may send. At least one." },
  ),
  max_in_flight_bytes: bytes({
    default: 256 * 1_048_576,
    min: 1,
    doc: "Requests of both protocols that are under way may hold so many bytes together, in all workers. A further one is answered with 429 or RESOURCE_EXHAUSTED, and a delay.",
  }),
  acknowledge: oneOf(["accepted", "delivered"], {
    default: "accepted",
    doc: "When a client is answered: once a batch or queue has its data, or once the sink (or a durable queue) has it.",
  }),
  validate: oneOf(["items", "full"], {
    default: "items",
    doc: "How deep a request is checked at the door: down to each span, data point and record, or everything inside them too.",
  }),
}).check((config, problem) => {
  if (config.protocols.grpc === undefined && config.protocols.http === undefined)
    problem("protocols", "must specify at least one protocol: `grpc:`, `http:` or both");
});

/** What users write at `receivers::otlp`. */
export type OtlpReceiverConfig = ConfigOf<typeof otlpReceiverConfig>;
