import { CollectorError } from "@genai-collector/component";

/** RFC 9110 §5.6.2: what a field's name is made of. */
const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
/** RFC 9110 §5.5, without what would end the field or begin another: control characters but the tab. */
const fieldValue = /^[\t\x20-\x7e\x80-\xff]*$/;

type Headers = Readonly<Record<string, string>>;

/** Throws `HTTP_BAD_HEADER` for a name or value that could be read as something else. Never shows a value: it may be a key. */
export function checkHeaders(headers: Headers): void {
  for (const [name, value] of Object.entries(headers)) {
    if (token.test(name) && fieldValue.test(value)) continue;
    const what = token.test(name) ? `the value of the header ${name}` : `the header name ${JSON.stringify(name)}`;
    throw new CollectorError("HTTP_BAD_HEADER", `${what} holds characters that HTTP does not allow`, {
      kind: "misconfigured",
    });
  }
}

/** What may go to another port of the host: everything else can be a credential. */
const harmless: ReadonlySet<string> = new Set(["accept", "accept-language", "user-agent"]);

/** The headers for a redirect's target: all of them at the place that was asked first, or at its upgrade to https. */
export function headersFor(headers: Headers, first: URL, target: URL): Headers {
  const isUpgrade = first.protocol === "http:" && target.protocol === "https:";
  if (target.origin === first.origin || isUpgrade) return headers;
  return Object.fromEntries(Object.entries(headers).filter(([name]) => harmless.has(name)));
}
