import { describe, expect, it } from "vitest";
import { parseEndpoint, type TcpEndpoint } from "./endpoint.ts";
import { proxyOf } from "./transport-proxy.ts";

const endpoint = (text: string): TcpEndpoint => parseEndpoint(text) as TcpEndpoint;
const sink = endpoint("otel.example.com:4317");

describe("proxyOf", () => {
  it.each([
    [{}, undefined],
    [{ HTTPS_PROXY: "" }, undefined],
    [{ HTTP_PROXY: "http://p:3128", http_proxy: "http://p:3128" }, undefined],
    [{ HTTPS_PROXY: "http://p:3128" }, { address: "p:3128" }],
    [{ https_proxy: "p:3128" }, { address: "p:3128" }],
    [{ HTTPS_PROXY: "http://p" }, { address: "p:80" }],
    [{ HTTPS_PROXY: "http://[::1]:1" }, { address: "[::1]:1" }],
    [{ HTTPS_PROXY: "http://u:p%40ss@p:1" }, { address: "p:1", credentials: "u:p@ss" }],
    [{ HTTPS_PROXY: "http://u:100%25@p:1" }, { address: "p:1", credentials: "u:100%" }],
    [{ HTTPS_PROXY: "http://u@p:1" }, { address: "p:1", credentials: "u:" }],
  ])("%j: %j", (environment, expected) => {
    expect(proxyOf(sink, environment)).toEqual(expected);
  });

  it.each(["socks5://p:1", "https://p:1", "http://", "http://p:x"])("%s is no proxy that can be used", (url) => {
    expect(() => proxyOf(sink, { HTTPS_PROXY: url })).toThrow("HTTPS_PROXY is not the URL of a proxy");
  });

  it("does not quote a password", () => {
    expect(() => proxyOf(sink, { HTTPS_PROXY: "socks5://u:s3cret@p:1" })).not.toThrow("s3cret");
  });

  it.each(["localhost:1", "127.0.0.1:1", "127.8.8.8:1", "[::1]:1"])("%s is dialled directly", (text) => {
    expect(proxyOf(endpoint(text), { HTTPS_PROXY: "http://p:1" })).toBeUndefined();
  });

  it.each([
    ["otel.example.com:4317", "*", true],
    ["otel.example.com:4317", "x,otel.example.com", true],
    ["otel.example.com:4317", " Example.com ", true],
    ["otel.example.com:4317", ".example.com", true],
    ["otel.example.com:4317", "*.example.com", true],
    ["example.com:4317", ".example.com", false],
    ["badexample.com:4317", "example.com", false],
    ["otel.example.com:4317", "otel.example.com:4317", true],
    ["otel.example.com:4317", "otel.example.com:443", false],
    ["10.1.2.3:4317", "10.0.0.0/8", true],
    ["11.1.2.3:4317", "10.0.0.0/8", false],
    ["10.1.2.3:4317", "10.1.2.3", true],
    ["10.1.2.3:4317", "2.3", false],
    ["10.1.2.3:4317", "10.0.0.0/99", false],
    ["10.1.2.3:4317", "10.0.0.0/x", false],
    ["[fd00::1]:4317", "fd00::/8", true],
    ["[fd00::1]:4317", "fd00::1", true],
    ["[fd00::1]:4317", "[fd00::1]:4317", true],
    ["[fd00::1]:4317", "10.0.0.0/8", false],
    ["otel.example.com:4317", "10.0.0.0/8,,", false],
  ])("%s, NO_PROXY %s: exempt is %s", (text, list, exempt) => {
    const proxy = proxyOf(endpoint(text), { HTTPS_PROXY: "http://p:1", no_proxy: list });
    expect(proxy === undefined).toBe(exempt);
  });
});
