import { decodeConfig } from "@genai-collector/testkit";
import { portkeyReceiverFactory, type PortkeyConfig } from "../src/index.ts";

/** A configuration of the loop over exports alone, decoded. Throws what a user would be told. */
export function decodeExports(exports: object = {}, more: object = {}): PortkeyConfig {
  const logs_export = { workspace_id: "w-1", signed_url_allow_hosts: ["objects.example.net"], ...exports };
  return decodeConfig(
    portkeyReceiverFactory.config,
    { api_key: "pk-test", loops: { logs_export }, ...more },
    "receivers::portkey",
  );
}
