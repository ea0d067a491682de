import { describe, expect, it } from "vitest";
import { checkHeaders, headersFor } from "./request-headers.ts";

describe("checkHeaders", () => {
  it.each([{}, { accept: "a/b, c;q=0.5" }, { "x-key": "\twith tab and ü\xff" }, { "x!#$%&'*+.^_`|~": "" }])(
    "takes %j",
    (headers) => {
      expect(() => checkHeaders(headers)).not.toThrow();
    },
  );

  it.each(["SECRET\r\nx-injected: 1", "SECRET\n", "\rSECRET", "SECRET\0", "SECRET\x7f", "SECRET☃", "SECRET\u2028"])(
    "refuses the value %j, and does not show it",
    (value) => {
      const act = () => checkHeaders({ authorization: value });
      expect(act).toThrow(expect.objectContaining({ code: "HTTP_BAD_HEADER", kind: "misconfigured" }));
      expect(act).toThrow(/authorization/);
      expect(act).not.toThrow(/SECRET/);
    },
  );

  it.each(["", "a b", "a:", "a\r\nb", "ü", "(a)"])("refuses the name %j", (name) => {
    expect(() => checkHeaders({ [name]: "v" })).toThrow(expect.objectContaining({ code: "HTTP_BAD_HEADER" }));
  });
});

describe("headersFor", () => {
  const headers = { "x-portkey-api-key": "k", authorization: "a", cookie: "c", accept: "*/*", "user-agent": "u" };
  const harmless = { accept: "*/*", "user-agent": "u" };

  it.each([
    ["the same place", "https://h/a", "https://h/b", headers],
    ["the same port, written out", "https://h/a", "https://h:443/b", headers],
    ["an upgrade to https", "http://h/a", "https://h/a", headers],
    ["another port", "https://h/a", "https://h:8443/a", harmless],
    ["another port without TLS", "http://h:1/a", "http://h:2/a", harmless],
  ])("sends to %s what may go there", (_what, first, target, expected) => {
    expect(headersFor(headers, new URL(first), new URL(target))).toEqual(expected);
  });
});
