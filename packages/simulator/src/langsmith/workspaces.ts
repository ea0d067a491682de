import { planted } from "../planted.ts";
import { uuidOf } from "./identity.ts";
import type { LangSmithVersion } from "./platform-state.ts";
import type { ApiRecord } from "./run-record.ts";
import { tenantId } from "./session-record.ts";

/** `GET /api/v1/info`: the release, and what it can. */
export function infoRecord(version: LangSmithVersion): ApiRecord {
  return { version, license_expiration_time: null, instance_flags: { payment_enabled: false }, note: planted.content };
}

/** `GET /api/v1/workspaces`: those that the key reads. */
export function workspaceRecords(seed: number, count: number): readonly ApiRecord[] {
  return Array.from({ length: count }, (_, n) => ({
    id: tenantId(seed, n),
    organization_id: uuidOf(seed, 0x06),
    display_name: n === 0 ? "Production" : `Workspace ${n + 1}`,
    tenant_handle: n === 0 ? "production" : `workspace-${n + 1}`,
    created_at: "2024-01-08T00:00:00",
    is_personal: false,
    is_deleted: false,
    owner: planted.person,
  }));
}
