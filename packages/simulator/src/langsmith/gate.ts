import type { SimulatorRequest } from "../http.ts";
import { ApiError } from "./api-error.ts";
import { tenantId } from "./session-record.ts";

export interface GateOptions {
  readonly seed: number;
  readonly workspaceCount: number;
  readonly apiKey: string | undefined;
  readonly needsTenant: boolean;
}

/** Agents of libraries, which the firewall in front of the API turns away. */
const stockAgent = /^(|node|undici|axios.*|curl.*|go-http-client.*|python-.*|okhttp.*|java.*)$/i;
/** Needs no key. */
const openPath = "/api/v1/info";

/** Who may ask, and about which workspace. */
export class Gate {
  readonly #options: GateOptions;

  constructor(options: GateOptions) {
    this.#options = options;
  }

  get workspaceCount(): number {
    return this.#options.workspaceCount;
  }

  /** The index of the workspace that the request is about. Throws an `ApiError`, 401 or 403, for who may not ask. */
  workspaceOf({ headers }: SimulatorRequest, path: string): number {
    if (stockAgent.test(headers["user-agent"] ?? "")) throw new ApiError(403, "Forbidden");
    if (path === openPath) return 0;
    const { apiKey, needsTenant, seed, workspaceCount } = this.#options;
    const key = headers["x-api-key"] ?? "";
    if (key === "" || (apiKey !== undefined && key !== apiKey)) throw new ApiError(401, "Invalid token");
    const tenant = headers["x-tenant-id"];
    if (tenant === undefined && needsTenant && path !== "/api/v1/workspaces")
      throw new ApiError(403, "This key is of an organisation: X-Tenant-Id must name a workspace");
    if (tenant === undefined) return 0;
    for (let workspace = 0; workspace < workspaceCount; workspace++)
      if (tenantId(seed, workspace) === tenant) return workspace;
    throw new ApiError(403, "Forbidden");
  }
}
