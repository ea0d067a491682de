import { isCollectorError } from "@genai-collector/component";
import { expect, it } from "vitest";
import { assertSafeLink } from "./signed-link.ts";

const query = "?X-Amz-Credential=CREDENTIAL&X-Amz-Signature=SECRET";
const hosts = ["objects.example.net", "Second.example"];

function refusal(link: string, allowCleartext = false): string | undefined {
  try {
    assertSafeLink(link + query, { hosts, allowCleartext });
    return undefined;
  } catch (error) {
    if (!isCollectorError(error)) throw error;
    expect([error.code, error.kind]).toEqual(["PORTKEY_LINK_REFUSED", "misconfigured"]);
    // A canary for whoever writes errors: nothing of the query, ever.
    expect(`${error.message}${String(error.cause)}`).not.toMatch(/SECRET|CREDENTIAL|X-Amz|\?/);
    return error.message;
  }
}

it.each([
  "https://objects.example.net/exp-1.jsonl",
  "https://OBJECTS.example.NET/exp-1.jsonl",
  "https://objects.example.net:8443/exp-1.jsonl",
  "https://second.example/exp-1.jsonl",
])("104: %s is asked", (link) => {
  expect(refusal(link)).toBeUndefined();
});

it.each([
  [
    "a host that is not listed: names the setting",
    "https://elsewhere.example/exp-1.jsonl",
    /elsewhere\.example.*signed_url_allow_hosts/,
  ],
  ["a look-alike suffix", "https://objects.example.net.attacker.example/exp-1.jsonl", /signed_url_allow_hosts/],
  ["a look-alike prefix", "https://xobjects.example.net/exp-1.jsonl", /signed_url_allow_hosts/],
  ["a subdomain", "https://a.objects.example.net/exp-1.jsonl", /signed_url_allow_hosts/],
  ["a trailing dot", "https://objects.example.net./exp-1.jsonl", /signed_url_allow_hosts/],
  ["cloud metadata", "https://169.254.169.254/latest", /signed_url_allow_hosts/],
  ["user information", "https://objects.example.net@attacker.example/exp-1.jsonl", /password|signed_url_allow_hosts/],
  ["a password", "https://a:b@objects.example.net/exp-1.jsonl", /password/],
  ["another scheme", "file:///etc/passwd", /no URL of a host/],
  ["no URL", "exp-1.jsonl", /no URL/],
  ["nothing", "", /no URL/],
  ["a host of endless length", `https://${"a".repeat(5_000)}.example/`, /…/],
])("104: %s is refused", (_, link, message) => {
  expect(refusal(link)).toMatch(message);
});

it("105: http:// to a listed host is refused; with allow_private it is allowed; https is unaffected", () => {
  expect(refusal("http://objects.example.net/exp-1.jsonl")).toMatch(/not https/);
  expect(refusal("http://objects.example.net/exp-1.jsonl", true)).toBeUndefined();
  expect(refusal("http://elsewhere.example/exp-1.jsonl", true)).toMatch(/signed_url_allow_hosts/);
  expect(refusal("https://objects.example.net/exp-1.jsonl", true)).toBeUndefined();
});
