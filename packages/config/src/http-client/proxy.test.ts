import { isCollectorError } from "@genai-collector/component";
import { describe, expect, it } from "vitest";
import { isProxyUrl, oneProxy, proxyFromEnvironment } from "./proxy.ts";

const asked = (env: Readonly<Record<string, string>>, url: string): string =>
  proxyFromEnvironment(env)(new URL(url))?.origin ?? "none";

function refusal(make: () => unknown): unknown {
  try {
    make();
  } catch (error) {
    return isCollectorError(error) ? [error.code, error.kind, /SECRET/.test(error.message)] : error;
  }
  return "taken";
}

describe("proxyFromEnvironment", () => {
  it.each([
    [{ HTTP_PROXY: "http://p:3128" }, "http://a.example/", "http://p:3128"],
    [{ HTTP_PROXY: "http://p:3128" }, "https://a.example/", "none"],
    [{ HTTPS_PROXY: "http://p:3128" }, "https://a.example/", "http://p:3128"],
    [{ HTTPS_PROXY: "http://p:3128" }, "http://a.example/", "none"],
    [{ https_proxy: "https://p" }, "https://a.example/", "https://p:443"],
    [{ HTTP_PROXY: "http://upper", http_proxy: "http://lower" }, "http://a.example/", "http://upper:80"],
    [{ HTTP_PROXY: "p.example:3128" }, "http://a.example/", "http://p.example:3128"],
    [{ HTTP_PROXY: "p.example" }, "http://a.example/", "http://p.example:80"],
    [{ HTTP_PROXY: "socks5://p" }, "http://a.example/", "socks5://p:1080"],
    [{ HTTP_PROXY: "socks5h://p:9" }, "http://a.example/", "socks5://p:9"],
    [{ HTTP_PROXY: "http://[::1]:8" }, "http://a.example/", "http://[::1]:8"],
    [{ HTTP_PROXY: "" }, "http://a.example/", "none"],
    [{ HTTP_PROXY: "http://p" }, "http://localhost:4318/", "none"],
    [{ HTTP_PROXY: "http://p" }, "http://127.8.9.10/", "none"],
    [{ HTTP_PROXY: "http://p" }, "http://[::1]:4318/", "none"],
    [{ HTTP_PROXY: "http://p" }, "http://10.0.0.1/", "http://p:80"],
  ])("%j for %s: %s", (env, url, proxy) => {
    expect(asked(env as unknown as Record<string, string>, url)).toBe(proxy);
  });

  it.each([
    ["*", "http://a.example/", false],
    ["a.example", "http://a.example/", false],
    ["A.Example.", "http://a.example/", false],
    ["a.example", "http://b.a.example/", false],
    ["a.example", "http://ba.example/", true],
    [".a.example", "http://a.example/", true],
    [".a.example", "http://b.a.example/", false],
    ["*.a.example", "http://a.example/", true],
    ["*.a.example", "http://b.a.example/", false],
    ["a.example:80", "http://a.example/", false],
    ["a.example:8080", "http://a.example/", true],
    ["a.example:8080", "http://a.example:8080/", false],
    ["10.0.0.0/8", "http://10.1.2.3/", false],
    ["10.0.0.0/8", "http://11.1.2.3/", true],
    ["10.0.0.0/8", "http://a.example/", true],
    ["10.1.2.3", "http://10.1.2.3:9/", false],
    ["10.1.2.3", "http://1.10.1.2.3.example/", true],
    ["fd00::/8", "http://[fd00::1]/", false],
    ["[fd00::1]:80", "http://[fd00::1]/", false],
    ["fd00::1", "http://[fd00::1]/", false],
    ["other.example, a.example", "http://a.example/", false],
    ["other.example a.example", "http://a.example/", false],
    ["10.0.0.0/99", "http://10.1.2.3/", true],
    ["", "http://a.example/", true],
  ])("NO_PROXY %j for %s: proxied %s", (exceptions, url, isProxied) => {
    expect(asked({ HTTP_PROXY: "http://p", NO_PROXY: exceptions }, url) !== "none").toBe(isProxied);
    expect(asked({ HTTP_PROXY: "http://p", no_proxy: exceptions }, url) !== "none").toBe(isProxied);
  });

  it.each(["http://user:SECRET@:99999", "user:SECRET", "ftp://SECRET", "http://", "http://u:SECRET%zz@p"])(
    "%j is refused, and not quoted",
    (value) => {
      expect(refusal(() => proxyFromEnvironment({ HTTPS_PROXY: value }))).toEqual([
        "HTTP_BAD_PROXY",
        "misconfigured",
        false,
      ]);
    },
  );

  it("takes credentials out of the URL, decoded", () => {
    const proxy = proxyFromEnvironment({ HTTP_PROXY: "http://us%40er:p%3Aw@p.example:1" })(
      new URL("http://a.example/"),
    );
    expect(proxy).toEqual({
      protocol: "http:",
      origin: "http://p.example:1",
      hostname: "p.example",
      port: 1,
      username: "us@er",
      password: "p:w",
    });
  });
});

describe("oneProxy", () => {
  it("stands before everything, this machine too", () => {
    const proxyFor = oneProxy("http://p:3128");
    expect(["http://localhost/", "https://a.example/"].map((url) => proxyFor(new URL(url))?.origin)).toEqual([
      "http://p:3128",
      "http://p:3128",
    ]);
  });

  it.each(["p:SECRET", "SECRET", "gopher://SECRET"])("%j is refused, and not quoted", (url) => {
    expect(refusal(() => oneProxy(url))).toEqual(["HTTP_BAD_PROXY", "misconfigured", false]);
    expect(isProxyUrl(url)).toBe(false);
  });
});
