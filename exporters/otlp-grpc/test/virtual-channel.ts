import type { HttpClient, Runtime } from "@genai-collector/component";
import type { GrpcChannel, GrpcChannelOptions, OpenGrpcChannel } from "../src/grpc-channel.ts";
import { authorityOf } from "../src/endpoint.ts";

/** How gRPC clients read HTTP statuses. */
const codes: Readonly<Record<number, number>> = {
  200: 0,
  401: 16,
  403: 7,
  404: 12,
  429: 14,
  502: 14,
  503: 14,
  504: 14,
};

/**
 * Channels through the virtual network, whose sinks speak HTTP: a call is a request, and the status of its answer one of
 * gRPC. What grpc-js does by itself is covered by the tests over real sockets.
 */
export function virtualChannels(runtime: Runtime): OpenGrpcChannel {
  return (options) => new VirtualChannel(runtime.http.open({}), options);
}

class VirtualChannel implements GrpcChannel {
  readonly #client: HttpClient;
  readonly #authority: string;

  constructor(client: HttpClient, { endpoint }: GrpcChannelOptions) {
    this.#client = client;
    this.#authority = authorityOf(endpoint);
  }

  async call({ method, headers, message, signal }: Parameters<GrpcChannel["call"]>[0]) {
    const url = `https://${this.#authority}${method}`;
    try {
      const answer = await this.#client.request({ method: "POST", url, headers, body: message, signal });
      return { code: codes[answer.status] ?? 2, details: "", message: await answer.body.read(1_000) };
    } catch (error) {
      signal.throwIfAborted();
      return { code: 14, details: String(error) };
    }
  }

  close(): void {
    void this.#client.close();
  }
}
