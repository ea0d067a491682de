import { describe, expect, it } from "vitest";
import { authorityOf, parseEndpoint, targetOf } from "./endpoint.ts";

const tcp = { kind: "tcp", host: "h", port: 4317, forcesTls: false, isOneServer: false };

describe("parseEndpoint", () => {
  it.each([
    ["h:4317", {}],
    ["dns:///h:4317", {}],
    ["passthrough:///h:4317", { isOneServer: true }],
    ["http://h:4317", {}],
    ["https://h:4317", { forcesTls: true }],
    [":4317", { host: "localhost" }],
    ["127.0.0.1:1", { host: "127.0.0.1", port: 1 }],
    ["[::1]:65535", { host: "::1", port: 65_535 }],
    ["dns:///[2001:db8::1]:4317", { host: "2001:db8::1" }],
    ["otel.example.com:443", { host: "otel.example.com", port: 443 }],
  ])("%s", (text, expected) => {
    expect(parseEndpoint(text)).toEqual({ ...tcp, ...expected });
  });

  it.each([
    ["unix:///run/collector.sock", "/run/collector.sock"],
    ["unix:/run/collector.sock", "/run/collector.sock"],
    ["unix:collector.sock", "collector.sock"],
  ])("%s is a socket of this machine", (text, path) => {
    expect(parseEndpoint(text)).toEqual({ kind: "unix", path, forcesTls: false });
  });

  it.each([
    ["", 'requires a non-empty "endpoint"'],
    ["http://", 'requires a non-empty "endpoint"'],
    ["https://", 'requires a non-empty "endpoint"'],
    ["dns:///", 'requires a non-empty "endpoint"'],
    ["h", "address h: missing port in address"],
    ["https://h", "address h: missing port in address"],
    ["[::1]", "address [::1]: missing port in address"],
    ["::1:4317", "address ::1:4317: too many colons in address"],
    ["h:1:2", "address h:1:2: too many colons in address"],
    ["dns://8.8.8.8/h:4317", '"dns://" is none of'],
    ["ftp://h:4317", '"ftp://" is none of'],
    ["h[:4317", "must be host:port"],
    ["h:", 'invalid port ""'],
    ["h:x", 'invalid port "x"'],
    ["h:4317/v1/traces", 'invalid port "4317/v1/traces"'],
    ["h:0", 'invalid port "0"'],
    ["h:65536", 'invalid port "65536"'],
    ["unix:", "must name a socket"],
    ["unix://", "must name a socket"],
  ])("%j is refused: %s", (text, message) => {
    expect(() => parseEndpoint(text)).toThrow(message);
  });
});

describe("authorityOf", () => {
  it.each([
    ["https://h:4317", "h:4317"],
    ["[::1]:4317", "[::1]:4317"],
    ["unix:///run/x", "localhost"],
  ])("%s: %s", (text, authority) => {
    expect(authorityOf(parseEndpoint(text))).toBe(authority);
  });
});

describe("targetOf", () => {
  it.each([
    ["https://h:4317", { "server.address": "h", "server.port": "4317" }],
    ["[::1]:4317", { "server.address": "::1", "server.port": "4317" }],
    ["unix:///run/x", { "server.address": "/run/x" }],
  ])("%s has otelcol's labels", (text, labels) => {
    expect(targetOf(text)).toEqual(labels);
  });
});
