export type { OtlpHttpConfig } from "./config.ts";
export { otlpHttpExporterFactory } from "./factory.ts";
