export type { OtlpGrpcConfig } from "./config.ts";
export { otlpGrpcExporterFactory } from "./factory.ts";
