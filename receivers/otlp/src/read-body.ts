import type { Compress, ServerRequest } from "@genai-collector/component";
import type { compressionAlgorithms, OtlpHttpConfig } from "./config.ts";
import { RequestError } from "./request-error.ts";

type Encoding = (typeof compressionAlgorithms)[number];

/**
 * The body of a request, decompressed. Throws a `RequestError`: 400 for an encoding that is not accepted or data that is
 * not what its encoding says, 413 for more than the limit, which holds for both sides of the decompression.
 */
export async function readBody(
  request: ServerRequest,
  config: OtlpHttpConfig,
  compress: Compress,
): Promise<Uint8Array> {
  const name = request.headers["content-encoding"]?.trim().toLowerCase() ?? "";
  const encoding = config.compression_algorithms.find((accepted) => accepted === name);
  if (encoding === undefined)
    throw new RequestError(400, `unsupported Content-Encoding: ${name === "" ? "none" : quoted(name)}`);
  const limit = config.max_request_body_size;
  const announced = Number(request.headers["content-length"] ?? 0);
  if (announced > limit) throw tooLarge(limit);
  return decompress(encoding, await readAll(request, limit), limit, compress);
}

async function readAll(request: ServerRequest, limit: number): Promise<Uint8Array> {
  try {
    return await request.body.read(limit);
  } catch (error) {
    throw error instanceof RangeError ? tooLarge(limit) : new RequestError(400, "the request body ended early", error);
  }
}

async function decompress(
  encoding: Encoding,
  bytes: Uint8Array,
  limit: number,
  compress: Compress,
): Promise<Uint8Array> {
  if (encoding === "") return bytes;
  try {
    return await compress.gunzip(bytes, limit);
  } catch (error) {
    throw error instanceof RangeError ? tooLarge(limit) : new RequestError(400, `${encoding}: invalid data`, error);
  }
}

function tooLarge(limit: number): RequestError {
  return new RequestError(413, `http: request body too large, the limit is ${limit} bytes`);
}

/** Names come from outside: printable, and short. */
function quoted(name: string): string {
  return name.replaceAll(/[^\x20-\x7e]/g, "?").slice(0, 64);
}
