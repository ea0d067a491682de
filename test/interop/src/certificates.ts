import { join } from "node:path";
import { workspace } from "@genai-collector/test-e2e/workspace";
import type { Security } from "./cell.ts";

/** The folder of the certificates for tests: two authorities, servers and clients, valid for a hundred years. */
export const certificateFolder = join(workspace, "packages", "config", "testdata", "tls");

/** A file of that folder. */
export function pemFile(name: string): string {
  return join(certificateFolder, `${name}.pem`);
}

/** The `tls` section of a server, or none. */
export function serverTls(security: Security): object {
  if (security === "plain") return {};
  const own = { cert_file: pemFile("server"), key_file: pemFile("server-key") };
  return { tls: security === "mtls" ? { ...own, client_ca_file: pemFile("ca") } : own };
}

/** The `tls` section of a client. */
export function clientTls(security: Security): object {
  if (security === "plain") return { tls: { insecure: true } };
  const own = { cert_file: pemFile("client"), key_file: pemFile("client-key") };
  return { tls: { ca_file: pemFile("ca"), ...(security === "mtls" ? own : {}) } };
}
