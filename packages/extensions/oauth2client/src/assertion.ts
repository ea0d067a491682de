import { CollectorError, type Instant } from "@genai-collector/component";
import { constants, createPrivateKey, sign, type KeyObject, type SignKeyObjectInput } from "node:crypto";
import type { Oauth2ClientConfig } from "./config.ts";
import type { Credentials } from "./credentials.ts";

/** How long the server may take it for good: it is used at once. */
const validSeconds = 600;

/** A signed JWT that says who the client is (RFC 7523 §3). Throws `OAUTH2_CREDENTIALS` where the key does not fit. */
export function signAssertion(config: Oauth2ClientConfig, { id, secret }: Credentials, now: Instant): string {
  const issued = Math.floor(now / 1_000);
  const { signature_algorithm: alg, client_certificate_key_id: kid } = config;
  const header = { alg, typ: "JWT", ...(kid === "" ? {} : { kid }) };
  const claims = {
    ...config.claims,
    iss: config.iss || id,
    sub: id,
    aud: config.audience || config.token_url,
    iat: issued,
    exp: issued + validSeconds,
  };
  const text = `${base64url(header)}.${base64url(claims)}`;
  try {
    return `${text}.${sign(hashOf(alg), Buffer.from(text), keyFor(alg, createPrivateKey(secret))).toString("base64url")}`;
  } catch {
    // What the library says may quote the key.
    const message = `the private key cannot sign with ${alg}: expected a PEM key of that kind`;
    throw new CollectorError("OAUTH2_CREDENTIALS", message, { kind: "misconfigured" });
  }
}

const base64url = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");

const hashOf = (alg: string): string => `sha${alg.slice(2)}`;

function keyFor(alg: string, key: KeyObject): KeyObject | SignKeyObjectInput {
  const wanted = alg.startsWith("ES") ? "ec" : "rsa";
  if (key.asymmetricKeyType !== wanted) throw new TypeError(`not a key of the kind ${wanted}`);
  if (alg.startsWith("PS"))
    return { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
  return wanted === "ec" ? { key, dsaEncoding: "ieee-p1363" } : key;
}
