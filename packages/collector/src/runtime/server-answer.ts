import type { ServerResponse } from "@genai-collector/component";

/** What a client gets from a handler that fails: nothing that it could learn from. */
export const internalError: ServerResponse & { readonly body: readonly Uint8Array[] } = {
  status: 500,
  headers: { "content-type": "text/plain" },
  body: [new TextEncoder().encode("internal error")],
};

/** Whether every part is there. */
export function isWhole(body: ServerResponse["body"]): body is readonly Uint8Array[] {
  return Array.isArray(body);
}

export function lengthOf(parts: readonly Uint8Array[]): number {
  let length = 0;
  for (const part of parts) length += part.length;
  return length;
}
