import type { HttpClient } from "@genai-collector/component";
import type { DynamoDBClientConfig } from "@aws-sdk/client-dynamodb";

/** The parts of the SDK's own request that are sent. */
interface SdkRequest {
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number | undefined;
  readonly path: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, unknown>> | undefined;
  readonly body?: unknown;
}

/** The largest answer of one item: 400 KB, and what JSON adds to it. */
const maxBodyBytes = 4 * 1024 * 1024;
/** A request that came without a signal is given up by nobody. */
const never = new AbortController().signal;

/** Lets the AWS SDK send its requests through the runtime: one pool, proxies of the environment, and an end with the client. */
export function runtimeHandler(http: HttpClient): NonNullable<DynamoDBClientConfig["requestHandler"]> {
  return {
    metadata: { handlerProtocol: "http/1.1" },
    async handle(request: SdkRequest, options: { readonly abortSignal?: unknown } = {}) {
      const { method, body } = request;
      const signal = options.abortSignal instanceof AbortSignal ? options.abortSignal : never;
      const parts = partsOf(body);
      const response = await http.request({
        method,
        url: urlOf(request),
        headers: headersOf(request),
        body: parts,
        signal,
      });
      const bytes = await response.body.read(maxBodyBytes);
      return { response: { statusCode: response.status, headers: { ...response.headers }, body: bytes } };
    },
    updateHttpClientConfig: () => undefined,
    httpHandlerConfigs: () => ({}),
  };
}

function urlOf({ protocol, hostname, port, path, query }: SdkRequest): string {
  const url = new URL(`${protocol}//${hostname}${port === undefined ? "" : `:${port}`}${path}`);
  for (const [name, value] of Object.entries(query ?? {})) url.searchParams.set(name, String(value));
  return url.href;
}

/** The length is told by whoever writes the body. */
function headersOf({ headers }: SdkRequest): Record<string, string> {
  const own = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const);
  return Object.fromEntries(own.filter(([name]) => name !== "content-length" && name !== "host"));
}

function partsOf(body: unknown): readonly Uint8Array[] | undefined {
  if (body === undefined || body === null || body === "") return undefined;
  return [typeof body === "string" ? new TextEncoder().encode(body) : (body as Uint8Array)];
}
