import { describe, expect, it } from "vitest";
import { clientInfo } from "./client-info.ts";

const request = (headers: Readonly<Record<string, string>>) => ({
  method: "POST",
  url: "/",
  headers,
  peer: "192.0.2.1:5000",
  signal: new AbortController().signal,
  body: {
    read: () => Promise.reject(new Error("not asked for")),
    [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(new Error("not asked for")) }),
  },
});

describe("71. who sent a request", () => {
  it("without metadata is the address, the transport and what the authenticator found", () => {
    const auth = new Map([["subject", "ali"]]);
    expect(clientInfo(request({ host: "h", "x-tenant": "a" }), "http", false, auth)).toEqual({
      address: "192.0.2.1:5000",
      metadata: new Map(),
      transport: "http",
      auth,
    });
  });

  it("over HTTP takes every header along", () => {
    const { metadata } = clientInfo(request({ host: "h", "x-tenant": "a", te: "x" }), "http", true, undefined);
    expect(metadata).toEqual(
      new Map([
        ["host", ["h"]],
        ["x-tenant", ["a"]],
        ["te", ["x"]],
      ]),
    );
  });

  it("over gRPC takes metadata along, without gRPC's own", () => {
    const headers = {
      host: "collector:4317",
      te: "trailers",
      "content-type": "application/grpc",
      "user-agent": "grpc-go/1.80.0",
      "grpc-timeout": "10S",
      "grpc-encoding": "gzip",
      "x-tenant": "a, b",
      "trace-bin": "AAE",
    };
    expect(clientInfo(request(headers), "grpc", true, undefined).metadata).toEqual(
      new Map([
        ["content-type", ["application/grpc"]],
        ["user-agent", ["grpc-go/1.80.0"]],
        ["x-tenant", ["a, b"]],
        ["trace-bin", ["AAE"]],
        ["host", ["collector:4317"]],
      ]),
    );
  });
});
