import type { ServerRequest } from "@genai-collector/component";
import { describe, expect, it } from "vitest";
import { Cors } from "./cors.ts";
import type { CorsConfig } from "./http-config.ts";

const origins = ["https://app.example.com", "https://*.example.org", "http://localhost:*"];

const corsOf = (config: Partial<CorsConfig> = {}): Cors =>
  new Cors({ allowed_origins: origins, allowed_headers: [], exposed_headers: [], max_age: 0, ...config });

const requestOf = (method: string, headers: Readonly<Record<string, string>>): ServerRequest => ({
  method,
  url: "/v1/traces",
  headers,
  peer: "127.0.0.1:1",
  signal: new AbortController().signal,
  body: {
    read: () => Promise.reject(new Error("not asked for")),
    [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(new Error("not asked for")) }),
  },
});

const preflight = (origin: string, more: Readonly<Record<string, string>> = {}, method = "POST"): ServerRequest =>
  requestOf("OPTIONS", { origin, "access-control-request-method": method, ...more });

const asking = (headers: string) => ({ "access-control-request-headers": headers });
const vary = { vary: "Origin, Access-Control-Request-Method, Access-Control-Request-Headers" };
const credentials = { "access-control-allow-credentials": "true" };

describe("69. a preflight", () => {
  it.each([
    "https://app.example.com",
    "HTTPS://App.Example.com",
    "https://a.example.org",
    "https://a.b.example.org",
    "https://.example.org",
    "http://localhost:3000",
    "http://localhost:",
  ])("from %s: allowed, with credentials", (origin) => {
    expect(corsOf().preflight(preflight(origin))).toEqual({
      ...vary,
      ...credentials,
      "access-control-allow-origin": origin,
      "access-control-allow-methods": "POST",
    });
  });

  it.each([
    "https://example.com",
    "http://app.example.com",
    "https://app.example.com:8443",
    "https://app.example.com.evil.net",
    "https://example.org",
    "https://a.example.org.evil.net",
    "https:/.example.org",
    "http://localhost",
    "null",
    "",
  ])("from %s: no word of permission", (origin) => {
    expect(corsOf().preflight(preflight(origin))).toEqual(vary);
  });

  it.each(["PUT", "DELETE", "PATCH", "post"])("for %s: none", (method) => {
    expect(corsOf().preflight(preflight("https://app.example.com", {}, method))).toEqual(vary);
  });

  it.each([
    ["content-type", [], true],
    ["Content-Type, X-Requested-With", [], true],
    ["x-tenant", [], false],
    ["x-tenant,content-type", ["X-Tenant"], true],
    ["x-requested-with", ["X-Tenant"], false],
    ["x-other", ["X-Tenant"], false],
    ["x-anything, x-else", ["*"], true],
    ["", [], true],
  ])("that asks for %j where %j are allowed: %s", (asked, allowed, isAllowed) => {
    const headers = corsOf({ allowed_headers: allowed }).preflight(
      preflight("https://app.example.com", asking(asked)),
    )!;
    expect("access-control-allow-origin" in headers).toBe(isAllowed);
    expect(headers["access-control-allow-headers"]).toBe(isAllowed && asked !== "" ? asked : undefined);
  });

  it.each([
    [0, undefined],
    [7_200, "7200"],
    [-1, "0"],
  ])("max_age %d: %s", (maxAge, told) => {
    const headers = corsOf({ max_age: maxAge }).preflight(preflight("https://app.example.com"))!;
    expect(headers["access-control-max-age"]).toBe(told);
  });

  it("of any page, where * stands alone: without naming it, so that browsers keep credentials back", () => {
    expect(corsOf({ allowed_origins: ["*"] }).preflight(preflight("https://anywhere.net"))).toMatchObject({
      "access-control-allow-origin": "*",
    });
  });

  it("is one only with the method that it asks for", () => {
    const cors = corsOf();
    expect(cors.preflight(requestOf("OPTIONS", { origin: "https://app.example.com" }))).toBeUndefined();
    expect(cors.preflight(requestOf("POST", { "access-control-request-method": "POST" }))).toBeUndefined();
  });
});

describe("69. any other request", () => {
  it("from an allowed origin is answered with its name, and what it may read", () => {
    const cors = corsOf({ exposed_headers: ["X-Trace", "Retry-After"] });
    expect(cors.headers(requestOf("POST", { origin: "https://a.example.org" }))).toEqual({
      vary: "Origin",
      ...credentials,
      "access-control-allow-origin": "https://a.example.org",
      "access-control-expose-headers": "X-Trace, Retry-After",
    });
  });

  it.each([
    ["GET", true],
    ["OPTIONS", true],
    ["DELETE", false],
  ])("%s from an allowed origin: %s", (method, isAllowed) => {
    const headers = corsOf().headers(requestOf(method, { origin: "https://app.example.com" }));
    expect("access-control-allow-origin" in headers).toBe(isAllowed);
  });

  it.each([{ origin: "https://evil.net" }, {}])("from another, or from no page (%j): none", (headers) => {
    expect(corsOf().headers(requestOf("POST", headers))).toEqual({ vary: "Origin" });
  });
});
