export type { DynamodbLeaderElectorConfig } from "./config.ts";
export { createDynamodbLeaderElectorFactory, dynamodbLeaderElectorExtensionFactory } from "./factory.ts";
