import type { HttpRequest } from "@genai-collector/component";
import { VirtualRuntime, World, type Answer } from "@genai-collector/testkit";
import { expect } from "vitest";
import { openHttpClient, type GuardedClientOptions, type GuardedRequest } from "../src/http-client/open-http-client.ts";

type Outcome = Parameters<NonNullable<GuardedClientOptions["observe"]>>[0];
type Asked = Pick<HttpRequest, "method" | "url" | "headers">;

/** What a test changes of the client, and what it is answered. */
export interface Setup {
  readonly allow_hosts?: readonly string[];
  readonly allow_private?: boolean;
  readonly user_agent?: string;
  readonly timeout?: number;
  readonly options?: Partial<GuardedClientOptions>;
  readonly answer?: (request: HttpRequest, world: World) => Answer;
}

const never = new AbortController().signal;

/** A body of `count` bytes, one every so often in virtual time; then nothing more comes. */
export async function* drops(world: World, count: number, everyMs: number): AsyncGenerator<Uint8Array> {
  for (let sent = 0; sent < count; sent++) {
    yield new Uint8Array(1);
    await world.wait(everyMs);
  }
  await new Promise(() => undefined);
}

/** A client in a world of its own, where every host answers; and what was asked and observed. */
export function setUp({ answer = () => ({ body: "ok" }), options = {}, ...config }: Setup = {}) {
  const world = new World(0);
  const asked: Asked[] = [];
  const observed: Outcome[] = [];
  world.route(/./, ({ method, url, headers, ...rest }) => {
    asked.push({ method, url, headers });
    return answer({ method, url, headers, ...rest }, world);
  });
  const runtime = new VirtualRuntime(world);
  const defaults = { timeout: 10_000, max_response_body_size: 100, allow_hosts: [], allow_private: false };
  const client = openHttpClient(
    runtime,
    { ...defaults, user_agent: "", ...config },
    { userAgent: "collector/1", observe: (outcome) => observed.push(outcome), ...options },
  );
  const request = (url: string, more: Partial<GuardedRequest> = {}) =>
    world.until(client.request({ method: "GET", url, headers: {}, signal: never, ...more }));
  const read = async (url: string, more: Partial<GuardedRequest> = {}): Promise<string> => {
    const { body } = await request(url, more);
    return new TextDecoder().decode(await world.until(body.read(Infinity)));
  };
  return { world, runtime, client, asked, observed, request, read };
}

/** A `CollectorError` of this code and kind, for comparisons. */
export const error = (code: string, kind: "retryable" | "misconfigured" = "misconfigured"): unknown =>
  expect.objectContaining({ code, kind });
