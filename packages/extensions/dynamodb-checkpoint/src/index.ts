export type { DynamodbCheckpointConfig } from "./config.ts";
export { createDynamodbCheckpointFactory, dynamodbCheckpointExtensionFactory } from "./factory.ts";
