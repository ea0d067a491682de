export { nopExporterFactory } from "./factory.ts";
