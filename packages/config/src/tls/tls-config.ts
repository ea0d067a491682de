import {
  duration,
  flag,
  list,
  map,
  oneOf,
  optional,
  secret,
  text,
  type ConfigOf,
  type Problem,
} from "../schema/index.ts";
import { cipherSuite } from "./cipher-suites.ts";

const versions = ["1.0", "1.1", "1.2", "1.3"] as const;
const curves = ["X25519", "P256", "P384", "P521", "X25519MLKEM768"] as const;

const pem = (doc: string) => optional(secret({ min: 0, doc }));
const file = (doc: string) => text({ default: "", doc });

const tpm = map(
  {
    enabled: flag({ default: false, doc: "Not supported: true is refused." }),
    path: text({ default: "", doc: "Of the TPM's device." }),
    owner_auth: pem("The TPM's owner authorisation value."),
    auth: pem("The key's authorisation value."),
  },
  { doc: "A key inside a TPM, as otelcol can use." },
);

/** What both sides of a connection may be told. */
const shared = {
  ca_file: file("Path of the authorities (PEM) that the other side is checked against. Empty: the system's."),
  ca_pem: pem("The same, as text."),
  cert_file: file("Path of the certificate (PEM), with its intermediates behind it."),
  cert_pem: pem("The same, as text."),
  key_file: file("Path of the private key (PEM), which is not encrypted."),
  key_pem: pem("The same, as text."),
  min_version: oneOf(versions, { default: "1.2", doc: "Oldest version of TLS." }),
  max_version: optional(oneOf(versions, { doc: "Newest version of TLS. Absent: the newest that there is." })),
  cipher_suites: list(text({ min: 1, doc: "A suite, by its name in Go or OpenSSL." }), {
    default: [],
    doc: "Cipher suites up to TLS 1.2. Empty: a safe set. Those of TLS 1.3 stay unless one of them is named.",
  }),
  include_insecure_cipher_suites: flag({
    default: false,
    doc: "Let cipher_suites name suites that are known to be weak.",
  }),
  curve_preferences: list(oneOf(curves, { doc: "A curve." }), {
    default: [],
    doc: "Curves for the key exchange, best first. Empty: the runtime's.",
  }),
  reload_interval: duration({
    default: "0s",
    doc: "How often certificate and key are read again. 0s: never. Authorities are not read again.",
  }),
  include_system_ca_certs_pool: flag({
    default: false,
    doc: "Trust the system's authorities beside those of ca_file.",
  }),
  tpm,
};

type Shared = ConfigOf<ReturnType<typeof map<typeof shared>>>;

/**
 * A server's `tls`: wrap it in a `section`, so that it is off until its key is there. Certificate and key are required;
 * `client_ca_file` turns mutual TLS on.
 */
export const tlsServerConfig = map({
  ...shared,
  client_ca_file: file("Path of the authorities (PEM) of clients: each client must then show a certificate of theirs."),
  client_ca_file_reload: flag({ default: false, doc: "Read client_ca_file again when it has changed." }),
}).check((config, problem) => {
  checkShared(config, problem);
  if (!hasCertificate(config) || !hasKey(config))
    problem("", "TLS configuration must include both certificate and key for server connections");
  if (config.client_ca_file_reload && config.client_ca_file === "")
    problem("client_ca_file_reload", "needs client_ca_file");
});

/** A client's `tls`, to be nested as it is: everything has a default. */
export const tlsClientConfig = map(
  {
    ...shared,
    insecure: flag({
      default: false,
      doc: "No TLS, where the endpoint does not say https:// and no authority is configured.",
    }),
    insecure_skip_verify: flag({ default: false, doc: "Take any certificate of the server." }),
    server_name_override: text({
      default: "",
      doc: "Name that the server is asked for, and that its certificate must say. Empty: the endpoint's host.",
    }),
  },
  { doc: "How the connection is encrypted." },
).check((config, problem) => {
  checkShared(config, problem);
  if (hasCertificate(config) !== hasKey(config))
    problem("", "for auth via TLS, provide both certificate and key, or neither");
});

/** A server's decoded settings. */
export type TlsServerConfig = ConfigOf<typeof tlsServerConfig>;
/** A client's decoded settings. */
export type TlsClientConfig = ConfigOf<typeof tlsClientConfig>;

export function hasCertificate(config: Shared): boolean {
  return config.cert_file !== "" || isText(config.cert_pem);
}

export function hasKey(config: Shared): boolean {
  return config.key_file !== "" || isText(config.key_pem);
}

/** Whether authorities of its own are configured. */
export function hasAuthorities(config: Shared): boolean {
  return config.ca_file !== "" || isText(config.ca_pem);
}

/** Whether a text was written, which an empty variable is not. */
export function isText(pem: Shared["ca_pem"]): boolean {
  return pem !== undefined && pem.reveal() !== "";
}

function checkShared(config: Shared, problem: Problem): void {
  if (config.ca_file !== "" && isText(config.ca_pem)) problem("ca_pem", "provide either CA file or PEM, but not both");
  if (config.cert_file !== "" && isText(config.cert_pem))
    problem("cert_pem", "provide either certificate file or PEM, but not both");
  if (config.key_file !== "" && isText(config.key_pem))
    problem("key_pem", "provide either key file or PEM, but not both");
  if (config.max_version !== undefined && config.min_version > config.max_version)
    problem("min_version", "min_version cannot be greater than max_version");
  if (config.tpm.enabled) problem("tpm::enabled", "keys in a TPM are not supported");
  for (const [index, name] of config.cipher_suites.entries()) {
    const suite = cipherSuite(name, config.include_insecure_cipher_suites);
    if ("problem" in suite) problem(`cipher_suites::${index}`, suite.problem);
  }
}
