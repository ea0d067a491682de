export { fileExporterFactory } from "./factory.ts";
