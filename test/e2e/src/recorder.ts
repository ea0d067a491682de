import type { IncomingMessage } from "node:http";
import { gunzipSync } from "node:zlib";
import { serveHttp } from "./local-server.ts";
import { readBody } from "./otlp-sink.ts";
import type { OtlpSignal } from "./otlp-schema.ts";
import type { Stage } from "./stage.ts";

/** What an application sent. */
export interface RecordedRequest {
  readonly signal: OtlpSignal;
  readonly contentType: string;
  readonly contentEncoding: string | undefined;
  /** Decompressed. */
  readonly body: Uint8Array;
  /** What the other side answered. */
  readonly status: number;
}

/** Stands between an application and whom it sends to: passes every request on as it is, and keeps a copy. */
export async function openRecorder(
  stage: Stage,
  target: string,
): Promise<{ readonly endpoint: string; readonly requests: readonly RecordedRequest[] }> {
  const requests: RecordedRequest[] = [];
  const endpoint = await serveHttp(stage, (request, response) => {
    void passOn(request, target).then(
      async ({ recorded, answer }) => {
        requests.push(recorded);
        const headers = { "content-type": answer.headers.get("content-type") ?? "text/plain" };
        response.writeHead(answer.status, headers).end(Buffer.from(await answer.arrayBuffer()));
      },
      (error: unknown) => response.writeHead(502).end(String(error)),
    );
  });
  return { endpoint, requests };
}

async function passOn(
  request: IncomingMessage,
  target: string,
): Promise<{ readonly recorded: RecordedRequest; readonly answer: Response }> {
  const sent = await readBody(request);
  const { "content-type": contentType = "", "content-encoding": contentEncoding } = request.headers;
  const headers: Record<string, string> = { "content-type": contentType };
  if (contentEncoding !== undefined) headers["content-encoding"] = contentEncoding;
  const answer = await fetch(`${target}${request.url}`, { method: "POST", headers, body: Buffer.from(sent) });
  const signal = /(traces|metrics|logs)$/.exec(request.url ?? "")![1] as OtlpSignal;
  const body = contentEncoding === "gzip" ? gunzipSync(sent) : sent;
  return { recorded: { signal, contentType, contentEncoding, body, status: answer.status }, answer };
}
