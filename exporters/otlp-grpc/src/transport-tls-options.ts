import type { TlsClientOptions, TlsVersion } from "@genai-collector/component";
import { isIP } from "node:net";
import type { ConnectionOptions, SecureVersion } from "node:tls";

const versions: Readonly<Record<TlsVersion, SecureVersion>> = {
  "1.0": "TLSv1",
  "1.1": "TLSv1.1",
  "1.2": "TLSv1.2",
  "1.3": "TLSv1.3",
};

/** What Node.js is given to secure a connection to `host`, over which HTTP/2 will be spoken. */
export function tlsOptionsFor(options: TlsClientOptions, host: string): ConnectionOptions {
  const { ca, cert, key, minVersion, maxVersion, cipherSuites, curves } = options;
  const name = options.serverName ?? host;
  return {
    host: name,
    // An address is no server name (RFC 6066 §3); it is checked against the certificate all the same.
    ...(isIP(name) === 0 ? { servername: name } : {}),
    ALPNProtocols: ["h2"],
    rejectUnauthorized: options.skipsVerification !== true,
    ...(ca === undefined ? {} : { ca: [...ca] }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(minVersion === undefined ? {} : { minVersion: versions[minVersion] }),
    ...(maxVersion === undefined ? {} : { maxVersion: versions[maxVersion] }),
    ...(cipherSuites === undefined ? {} : { ciphers: cipherSuites.join(":") }),
    ...(curves === undefined ? {} : { ecdhCurve: curves.join(":") }),
  };
}
