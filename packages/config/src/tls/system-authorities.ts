import { CollectorError, type Files } from "@genai-collector/component";
import { parseCertificates, readPem } from "./pem-file.ts";

/** Where systems keep the authorities that they trust, in one file: as Go looks for it. */
const bundles = [
  "/etc/ssl/certs/ca-certificates.crt", // Debian, Ubuntu, Gentoo, Arch
  "/etc/pki/tls/certs/ca-bundle.crt", // Fedora, RHEL 6
  "/etc/ssl/ca-bundle.pem", // openSUSE
  "/etc/pki/tls/cacert.pem", // OpenELEC
  "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem", // RHEL 7 and newer
  "/etc/ssl/cert.pem", // Alpine, macOS, the BSDs
];

/** The system's authorities, in PEM form. Rejects with `CONFIG_FILE_UNREADABLE` where this system has no such file. */
export async function systemAuthorities(key: string, files: Files): Promise<readonly string[]> {
  for (const file of bundles) {
    if ((await files.stat(file))?.kind !== "file") continue;
    const source = { key, file, pem: undefined };
    return parseCertificates(source, await readPem(source, files)).map((each) => each.toString());
  }
  const message = `${key}: this system's authorities were found at none of ${bundles.join(", ")}`;
  throw new CollectorError("CONFIG_FILE_UNREADABLE", message, { kind: "misconfigured" });
}
