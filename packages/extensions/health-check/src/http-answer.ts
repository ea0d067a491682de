import type { ServerResponse } from "@genai-collector/component";

const utf8 = new TextEncoder();

/** An answer that nobody keeps. */
export function answer(
  status: number,
  type: string,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): ServerResponse {
  return {
    status,
    headers: { "content-type": type, "cache-control": "no-store", "x-content-type-options": "nosniff", ...headers },
    body: [utf8.encode(text)],
  };
}

/** The same in JSON. */
export function json(status: number, content: object, headers?: Readonly<Record<string, string>>): ServerResponse {
  return answer(status, "application/json", JSON.stringify(content), headers);
}
