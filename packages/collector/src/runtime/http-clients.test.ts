import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, it, onTestFinished, vi } from "vitest";
import { systemHttpClients } from "./http-clients.ts";

const { signal } = new AbortController();

async function serve(): Promise<string> {
  const server = createServer((_request, response) => response.end("hello"));
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

afterEach(() => vi.unstubAllEnvs());

it("asks with the first request as with later ones, several at once", async () => {
  const url = await serve();
  const client = systemHttpClients.open({});
  const ask = async (): Promise<string> => {
    const { body } = await client.request({ method: "GET", url, headers: {}, signal });
    return new TextDecoder().decode(await body.read(100));
  };
  expect(await Promise.all([ask(), ask(), ask()])).toEqual(["hello", "hello", "hello"]);
  expect(await ask()).toBe("hello");
  await client.close();
});

it("that was never asked closes without loading anything, and then takes no request", async () => {
  const client = systemHttpClients.open({});
  await client.close();
  await expect(client.request({ method: "GET", url: "http://127.0.0.1:1/", headers: {}, signal })).rejects.toThrow(
    "the HTTP client is closed",
  );
});

it("tells a proxy that is none when it is opened, not when something is to be sent", () => {
  vi.stubEnv("HTTPS_PROXY", "no proxy");
  expect(() => systemHttpClients.open({})).toThrow(expect.objectContaining({ code: "HTTP_BAD_PROXY" }));
  expect(() => systemHttpClients.open({ proxyUrl: "http://127.0.0.1:1" })).not.toThrow();
});
