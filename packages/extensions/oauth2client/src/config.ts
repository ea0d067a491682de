import { httpClientConfig } from "@genai-collector/config/http-client";
import {
  duration,
  endpoint,
  flag,
  list,
  map,
  oneOf,
  optional,
  record,
  secret,
  text,
  type ConfigOf,
} from "@genai-collector/config/schema";

/** RFC 7523, what the second grant is called. */
export const jwtBearer = "urn:ietf:params:oauth:grant-type:jwt-bearer";

/** RFC 7518 §3.1: those with a public key. */
export const signatureAlgorithms = [
  "RS256",
  "RS384",
  "RS512",
  "PS256",
  "PS384",
  "PS512",
  "ES256",
  "ES384",
  "ES512",
] as const;

const fileOf = (what: string) =>
  text({ default: "", doc: `A file that holds the ${what}, instead. It is read anew for each token.` });

export const oauth2ClientConfig = map({
  client_id: text({ default: "", doc: "The client's identifier." }),
  client_id_file: fileOf("identifier"),
  client_secret: optional(secret({ doc: "The client's secret, for `client_credentials`." })),
  client_secret_file: fileOf("secret"),
  token_url: endpoint({ doc: "Where tokens are asked for." }),
  scopes: list(text({ min: 1, doc: "A scope." }), { default: [], doc: "What the token is to be good for." }),
  endpoint_params: record(list(text({ doc: "A value." }), { doc: "The values." }), {
    default: {},
    doc: "More fields of the request, such as `audience: [api]`.",
  }),
  timeout: duration({ default: "10s", min: "1ms", doc: "Longest time for one request." }),
  expiry_buffer: duration({ default: "5m", doc: "A token is renewed so long before it ends." }),
  grant_type: oneOf(["client_credentials", jwtBearer], {
    default: "client_credentials",
    doc: "How the client shows who it is: by a secret, or by a JWT that it signs (RFC 7523).",
  }),
  client_certificate_key: optional(secret({ doc: "The private key in PEM, for the JWT." })),
  client_certificate_key_file: fileOf("private key"),
  client_certificate_key_id: text({ default: "", doc: "The key's ID: `kid` of the JWT." }),
  signature_algorithm: oneOf(signatureAlgorithms, { default: "RS256", doc: "How the JWT is signed." }),
  iss: text({ default: "", doc: "Issuer of the JWT. Empty: the client's identifier." }),
  audience: text({ default: "", doc: "Audience of the JWT. Empty: `token_url`." }),
  claims: record(text({ doc: "A value." }), { default: {}, doc: "More claims of the JWT." }),
  allow_hosts: httpClientConfig.allow_hosts,
  allow_private: flag({
    default: true,
    doc: "Allow loopback and private addresses. Cloud metadata addresses stay refused.",
  }),
}).check((config, problem) => {
  const isGiven = (value: unknown, file: string): boolean => (value !== undefined && value !== "" ? true : file !== "");
  if (!isGiven(config.client_id, config.client_id_file)) problem("client_id", "is required, or client_id_file");
  if (config.grant_type === "client_credentials") {
    if (!isGiven(config.client_secret, config.client_secret_file))
      problem("client_secret", "is required, or client_secret_file");
  } else if (!isGiven(config.client_certificate_key, config.client_certificate_key_file))
    problem("client_certificate_key", "is required, or client_certificate_key_file");
});

export type Oauth2ClientConfig = ConfigOf<typeof oauth2ClientConfig>;
