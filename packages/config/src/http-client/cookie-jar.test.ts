import { describe, expect, it } from "vitest";
import { CookieJar } from "./cookie-jar.ts";

const start = Date.parse("2026-03-01T12:00:00Z");
const url = (text: string): URL => new URL(text);

function setUp() {
  let now = start;
  const jar = new CookieJar({ now: () => now });
  const store = (header: string, from = "https://sink.test/v1/traces"): void => jar.store(url(from), header);
  const sent = (to = "https://sink.test/v1/traces", headers: Record<string, string> = {}): string | undefined =>
    jar.addTo(headers, url(to))["cookie"];
  return { store, sent, jar, wait: (ms: number) => void (now += ms) };
}

describe("CookieJar", () => {
  it.each([
    ["a=1", "a=1"],
    ["a=1; Path=/; HttpOnly; SameSite=Lax", "a=1"],
    ["a=1, b=2", "a=1; b=2"],
    ["a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT, b=2; Path=/", "a=1; b=2"],
    ["a=1; Expires=Wed, 21-Oct-2026 07:28:00 GMT", "a=1"],
    ["a=1; expires=Wed, 21 Oct 2015 07:28:00 GMT", undefined],
    ["a=1; Max-Age=0", undefined],
    ["a=1; Max-Age=-5", undefined],
    ["a=1; Max-Age=60; Expires=Wed, 21 Oct 2015 07:28:00 GMT", "a=1"],
    ["a=1; Expires=soon", "a=1"],
    ["a=b=c==", "a=b=c=="],
    ['a="x y"', 'a="x y"'],
    ["a=", "a="],
    ["=1", undefined],
    ["no cookie", undefined],
    ["", undefined],
    ["a=\u00e9", undefined],
    [`a=${"x".repeat(5_000)}`, undefined],
  ])("%j is given back as %j", (header, expected) => {
    const { store, sent } = setUp();
    store(header);
    expect(sent()).toBe(expected);
  });

  it("sends nothing, and makes no new headers, where nothing was set", () => {
    const headers = { a: "b" };
    const { jar, store } = setUp();
    jar.store(url("https://sink.test/"), undefined);
    expect(jar.addTo(headers, url("https://sink.test/"))).toBe(headers);
    store("a=1");
    expect(jar.addTo(headers, url("https://other.test/"))).toBe(headers);
  });

  it.each([
    ["the same host at another port", "https://sink.test:8443/v1/traces", "a=1"],
    ["a host below it, whatever Domain said", "https://eu.sink.test/v1/traces", undefined],
    ["plain HTTP", "http://sink.test/v1/traces", undefined],
    ["a path beside", "https://sink.test/v2/traces", undefined],
    ["a path that begins alike", "https://sink.test/v1x/traces", undefined],
    ["a path below", "https://sink.test/v1/logs", "a=1"],
  ])("goes to %s: %j", (_what, to, expected) => {
    const { store, sent } = setUp();
    store("a=1; Path=/v1; Secure; Domain=sink.test");
    expect(sent(to)).toBe(expected);
  });

  it("stands behind a cookie of the configuration", () => {
    const { store, sent } = setUp();
    store("a=1");
    expect(sent("https://sink.test/v1/traces", { cookie: "own=0" })).toBe("own=0; a=1");
  });

  it("keeps the newest value, forgets what is taken back, and what is too old", () => {
    const { store, sent, wait } = setUp();
    store("a=1; Max-Age=60, b=1");
    store("b=2");
    expect(sent()).toBe("a=1; b=2");
    wait(60_000);
    expect(sent()).toBe("b=2");
    store("b=; Max-Age=0");
    expect(sent()).toBeUndefined();
  });

  it("is bounded: the oldest go first, of cookies and of hosts", () => {
    const { store, sent } = setUp();
    for (let i = 0; i < 60; i++) store(`c${i}=1`);
    expect(sent()!.split("; ")).toHaveLength(50);
    expect(sent()).not.toContain("c9=");
    for (let i = 0; i < 40; i++) store("a=1", `https://h${i}.test/`);
    expect([sent(), sent("https://h7.test/"), sent("https://h39.test/")]).toEqual([undefined, undefined, "a=1"]);
  });
});
