export type { FileStorageConfig } from "./config.ts";
export { fileStorageExtensionFactory } from "./factory.ts";
