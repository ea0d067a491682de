import type { map } from "../schema/index.ts";
import { bytes, duration, flag, list, text, type ConfigOf } from "../schema/index.ts";

/** What a user may set of an outgoing HTTP client: spread into a `map`. */
export const httpClientConfig = {
  timeout: duration({ default: "10s", min: "1ms", doc: "Longest time for one request, its answer's body included." }),
  max_response_body_size: bytes({ default: 1_048_576, min: 1, doc: "Largest answer in bytes." }),
  allow_hosts: list(text({ min: 1, doc: "A host name." }), {
    default: [],
    doc: "The only hosts that may be reached, redirects included. Empty: every host whose address is allowed.",
  }),
  allow_private: flag({
    default: false,
    doc: "Allow loopback and private addresses, and plain HTTP. Cloud metadata addresses stay refused.",
  }),
  user_agent: text({ default: "", doc: "`User-Agent` of the requests. Empty: this program's name." }),
};

/** The decoded settings. */
export type HttpClientConfig = ConfigOf<ReturnType<typeof map<typeof httpClientConfig>>>;
