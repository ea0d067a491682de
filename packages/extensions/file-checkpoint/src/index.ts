export type { FileCheckpointConfig } from "./config.ts";
export { fileCheckpointExtensionFactory } from "./factory.ts";
