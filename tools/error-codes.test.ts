import { readFileSync } from "node:fs";
import { glob } from "node:fs/promises";
import { describe, expect, it } from "vitest";

/** https://github.com/grpc/grpc/blob/master/doc/statuscodes.md */
const grpcStatuses =
  /^(?:INVALID_ARGUMENT|DEADLINE_EXCEEDED|NOT_FOUND|ALREADY_EXISTS|PERMISSION_DENIED|RESOURCE_EXHAUSTED|FAILED_PRECONDITION|OUT_OF_RANGE|DATA_LOSS)$/;

/** https://www.iana.org/assignments/tls-parameters */
const cipherSuites = /^TLS_(?:AES|CHACHA20|ECDHE|RSA)_/;

/** RFC 9113 §6.5.2 */
const http2Settings = /^(?:ENABLE_PUSH|INITIAL_WINDOW_SIZE|MAX_FRAME_SIZE)$/;

/** How LangSmith's second API writes fields: https://api.smith.langchain.com/redoc */
const langsmithFields = /^PROJECT_ID$/;

/** Upper-case strings in the sources that are no codes of ours. */
const others = [
  cipherSuites,
  /^(?:HTTPS?|NO)_PROXY$/,
  /^ERR_/,
  /^UND_ERR_/,
  /^ABORT_ERR$/,
  grpcStatuses,
  /^GRPC_VERBOSITY$/,
  /^GENAI_COLLECTOR_WORKER$/,
  /^NODE_OPTIONS$/,
  /^POD_NAME$/,
  http2Settings,
  langsmithFields,
];
const folders = "{packages/*,packages/extensions/*,receivers/*,processors/*,exporters/*}";

async function codesInSources(): Promise<string[]> {
  const codes = new Set<string>();
  for await (const path of glob(`${folders}/src/**/*.ts`)) {
    if (path.endsWith(".test.ts") || /^packages\/(?:testkit|simulator|quickstart)\//.test(path)) continue;
    for (const [, code] of readFileSync(path, "utf8").matchAll(/"([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)"/g))
      if (!others.some((other) => other.test(code!))) codes.add(code!);
  }
  return [...codes].toSorted();
}

function documentedCodes(): string[] {
  const rows = readFileSync("packages/docs/errors.md", "utf8").matchAll(/^\| `([A-Z0-9_]+)` \|/gm);
  return [...rows].map(([, code]) => code!);
}

describe("packages/docs/errors.md", () => {
  it("lists every code that the sources use, and no other", async () => {
    const sources = await codesInSources();
    expect(sources.length).toBeGreaterThan(30);
    expect(documentedCodes().toSorted()).toEqual(sources);
  });

  it("lists no code twice", () => {
    expect(new Set(documentedCodes()).size).toBe(documentedCodes().length);
  });
});
