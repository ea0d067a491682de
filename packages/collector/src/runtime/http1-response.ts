import type { ServerResponse as NodeResponse } from "node:http";
import type { ServerResponse } from "@genai-collector/component";

/** What a client gets from a handler that fails: nothing that it could learn from. */
export const internalError: ServerResponse & { readonly body: readonly Uint8Array[] } = {
  status: 500,
  headers: { "content-type": "text/plain" },
  body: [new TextEncoder().encode("internal error")],
};

/** Writes a whole answer. Throws, before anything is written, where HTTP/1.1 cannot say it. */
export function writeHttp1(response: NodeResponse, answer: ServerResponse, keepsConnection: boolean): void {
  const { body, trailers } = answer;
  if (!isWhole(body) || trailers !== undefined)
    throw new TypeError("answers over HTTP/1.1 are whole, and have no trailers");
  const length = lengthOf(body);
  response.writeHead(answer.status, headOf(answer, length, keepsConnection));
  if (body.length <= 1) {
    // Head and body leave in one call of the system; an empty part would make it two chunks, and another call.
    if (length === 0) response.end();
    else response.end(body[0]);
    return;
  }
  response.cork();
  for (const part of body) response.write(part);
  response.end();
  response.uncork();
}

/** Whether every part is there. */
export function isWhole(body: ServerResponse["body"]): body is readonly Uint8Array[] {
  return Array.isArray(body);
}

export function lengthOf(parts: readonly Uint8Array[]): number {
  let length = 0;
  for (const part of parts) length += part.length;
  return length;
}

/** Names and values in turn: the form that Node.js has least to do with. */
function headOf({ status, headers }: ServerResponse, length: number, keepsConnection: boolean): string[] {
  const head: string[] = [];
  for (const name in headers) {
    if (name !== "content-length" && name !== "connection") head.push(name, headers[name]!);
  }
  // These have no body, and 204 must not announce one (RFC 9110 §8.6).
  if (status !== 204 && status !== 304) head.push("content-length", String(length));
  if (!keepsConnection) head.push("connection", "close");
  return head;
}
