import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it, vi } from "vitest";
import { isAllowedAddress } from "./address-guard.ts";
import { undiciClientsWith } from "./transport.ts";
import type { Resolve } from "./transport-lookup.ts";

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const clean of cleanups.splice(0).toReversed()) await clean();
});

const addresses: Readonly<Record<string, string>> = {
  "vendor.example": "1.1.1.1",
  "metadata.example": "169.254.169.254",
};
const resolve: Resolve = (name, _options, callback) => {
  const address = addresses[name];
  if (address === undefined) callback(Object.assign(new Error("no such name"), { code: "ENOTFOUND" }), []);
  else callback(null, [{ address, family: 4 }]);
};

/** A proxy that answers by itself, and notes what it was asked. Tunnels are noted and refused. */
async function proxy(): Promise<{ readonly url: string; readonly asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.end("from the proxy");
  });
  server.on("connect", (request, socket) => {
    asked.push(`CONNECT ${request.url}`);
    socket.end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  cleanups.push(() => server.close());
  return { url: `http://user:SECRET@127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

function open(allowPrivate = false) {
  const client = undiciClientsWith(resolve).open({ allowAddress: (ip) => isAllowedAddress(ip, allowPrivate) });
  cleanups.push(() => client.close());
  const signal = AbortSignal.timeout(5_000);
  return async (url: string): Promise<string> => {
    const { body } = await client.request({ method: "GET", url, headers: {}, signal });
    return new TextDecoder().decode(await body.read(100));
  };
}

describe("with a proxy in the environment", () => {
  it.each(["HTTP_PROXY", "http_proxy"])("%s is asked, though its own address is private", async (name) => {
    const { url, asked } = await proxy();
    vi.stubEnv(name, url);
    expect(await open()("http://vendor.example/v1")).toBe("from the proxy");
    expect(asked).toEqual(["GET http://vendor.example/v1"]);
  });

  it("HTTPS_PROXY is asked for a tunnel", async () => {
    const { url, asked } = await proxy();
    vi.stubEnv("HTTPS_PROXY", url);
    await expect(open()("https://vendor.example/v1")).rejects.toThrow();
    expect(asked).toEqual(["CONNECT vendor.example:443"]);
  });

  it.each([
    ["a metadata address", "http://169.254.169.254/latest/", "HTTP_ADDRESS_REFUSED"],
    ["a name that has one", "http://metadata.example/latest/", "HTTP_ADDRESS_REFUSED"],
    ["a private address", "http://10.0.0.1/", "HTTP_ADDRESS_REFUSED"],
    ["a name that has no address here", "http://unknown.example/", "ENOTFOUND"],
  ])("is not asked for %s", async (_what, target, code) => {
    const { url, asked } = await proxy();
    vi.stubEnv("HTTP_PROXY", url);
    await expect(open()(target)).rejects.toMatchObject({ code });
    expect(asked).toEqual([]);
  });

  it.each(["127.0.0.1", "localhost"])("is not asked for this machine's own %s", async (host) => {
    const { url, asked } = await proxy();
    const target = await proxy();
    vi.stubEnv("HTTP_PROXY", url);
    addressesOf("localhost", "127.0.0.1");
    const port = new URL(target.url).port;
    expect(await open(true)(`http://${host}:${port}/`)).toBe("from the proxy");
    expect([asked, target.asked]).toEqual([[], ["GET /"]]);
  });

  it("is not asked for what NO_PROXY names, whose address is then checked when it is dialled", async () => {
    const { url, asked } = await proxy();
    vi.stubEnv("HTTP_PROXY", url);
    vi.stubEnv("NO_PROXY", "metadata.example");
    await expect(open()("http://metadata.example/")).rejects.toMatchObject({ code: "HTTP_ADDRESS_REFUSED" });
    expect(asked).toEqual([]);
  });

  it.each(["http://user:SECRET@:99999", "user:SECRET"])("that is %j says so without the password", (value) => {
    vi.stubEnv("HTTPS_PROXY", value);
    const opening = () => open();
    expect(opening).toThrow(expect.objectContaining({ code: "HTTP_BAD_PROXY", kind: "misconfigured" }));
    expect(opening).not.toThrow(/SECRET/);
  });

  it("that is empty is none", async () => {
    const target = await proxy();
    vi.stubEnv("HTTP_PROXY", "");
    vi.stubEnv("HTTPS_PROXY", "");
    await open(true)(`http://127.0.0.1:${new URL(target.url).port}/`);
    expect(target.asked).toEqual(["GET /"]);
  });
});

function addressesOf(name: string, address: string): void {
  (addresses as Record<string, string>)[name] = address;
}
