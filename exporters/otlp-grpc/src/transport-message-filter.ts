import { experimental, status, type Channel, type Metadata } from "@grpc/grpc-js";
import type { Unpack } from "./grpc-channel.ts";

/** The encodings that answers may have. */
const accepted = "identity,gzip,snappy,zstd";

/**
 * Hands on what is framed and compressed already, and unpacks answers. It stands where the library has a filter of its
 * own, which copies each message into a frame, knows gzip and deflate alone, and takes out the name of any other
 * encoding; yet servers such as otelcol answer in the encoding that they are asked in.
 */
class MessageFilter extends experimental.BaseFilter {
  readonly #unpack: Unpack;
  #encoding = "identity";

  constructor(unpack: Unpack) {
    super();
    this.#unpack = unpack;
  }

  override async sendMetadata(metadata: Promise<Metadata>): Promise<Metadata> {
    const headers = await metadata;
    headers.set("grpc-accept-encoding", accepted);
    return headers;
  }

  override receiveMetadata(metadata: Metadata): Metadata {
    this.#encoding = String(metadata.get("grpc-encoding")[0] ?? "identity");
    return metadata;
  }

  /** Takes a whole frame. */
  override async receiveMessage(frame: Promise<Buffer>): Promise<Buffer> {
    const bytes = await frame;
    const message = bytes.subarray(5);
    if (bytes[0] === 0) return message;
    try {
      const plain = await this.#unpack(this.#encoding, message);
      return Buffer.from(plain.buffer, plain.byteOffset, plain.length);
    } catch (error) {
      // The library ends the call with it.
      const reason: unknown = {
        code: status.INTERNAL,
        details: `cannot unpack the answer: ${(error as Error).message}`,
      };
      throw reason;
    }
  }
}

/** Where a channel keeps what makes its filters, of the version that this package is pinned to. */
interface ChannelInternals {
  readonly internalChannel?: { filterStackFactory?: unknown };
}

/** Puts the filter in the place of the library's. Throws where another version has no such place. */
export function setMessageFilter(channel: Channel, unpack: Unpack): void {
  const { internalChannel } = channel as unknown as ChannelInternals;
  if (!(internalChannel?.filterStackFactory instanceof experimental.FilterStackFactory))
    throw new TypeError("this version of @grpc/grpc-js keeps its filters elsewhere");
  internalChannel.filterStackFactory = new experimental.FilterStackFactory([
    { createFilter: () => new MessageFilter(unpack) },
  ]);
}
