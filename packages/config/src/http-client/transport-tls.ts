import type { TlsClientOptions, TlsVersion } from "@genai-collector/component";
import { isIP } from "node:net";
import {
  checkServerIdentity,
  createSecureContext,
  type SecureContext,
  type SecureContextOptions,
  type SecureVersion,
} from "node:tls";

/** Go's names of curves, as otelcol's configuration has them, in OpenSSL's. */
const curveNames: Readonly<Record<string, string>> = {
  P256: "prime256v1",
  P384: "secp384r1",
  P521: "secp521r1",
};

/** The system's authorities and TLS 1.2 or newer, when nothing else is asked for. */
const defaults: TlsClientOptions = {};

/** How a connection is encrypted and its other side checked. */
export interface Encryption {
  readonly secureContext: SecureContext;
  readonly rejectUnauthorized: boolean;
  readonly checkServerIdentity?: typeof checkServerIdentity;
}

/** What a connection is made with. Throws where certificate, key or authorities cannot be read. */
export function encryptionOf(options: TlsClientOptions = defaults): Encryption {
  const { serverName = "" } = options;
  return {
    secureContext: createSecureContext(contextOptions(options)),
    rejectUnauthorized: options.skipsVerification !== true,
    // An address is not sent as a name; the certificate is to be for it all the same.
    ...(isIP(serverName) === 0
      ? {}
      : { checkServerIdentity: (_host, certificate) => checkServerIdentity(serverName, certificate) }),
  };
}

function contextOptions(options: TlsClientOptions): SecureContextOptions {
  const { ca, cert, key, minVersion = "1.2", maxVersion, curves } = options;
  const ciphers = ciphersOf(options);
  return {
    minVersion: versionName(minVersion),
    ...(maxVersion === undefined ? {} : { maxVersion: versionName(maxVersion) }),
    // As in otelcol, any certificate that was given is trusted, also one that another authority has signed.
    ...(ca === undefined ? {} : { ca: [...ca], allowPartialTrustChain: true }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(ciphers === undefined ? {} : { ciphers }),
    ...(curves === undefined ? {} : { ecdhCurve: curves.map((name) => curveNames[name] ?? name).join(":") }),
  };
}

/** OpenSSL 3 speaks TLS 1.0 and 1.1 at its lowest security level alone. Who asks for them gets them. */
function ciphersOf({ cipherSuites, minVersion }: TlsClientOptions): string | undefined {
  const isOld = minVersion === "1.0" || minVersion === "1.1";
  if (cipherSuites === undefined) return isOld ? "DEFAULT:@SECLEVEL=0" : undefined;
  return [...cipherSuites, ...(isOld ? ["@SECLEVEL=0"] : [])].join(":");
}

function versionName(version: TlsVersion): SecureVersion {
  return version === "1.0" ? "TLSv1" : `TLSv${version}`;
}
