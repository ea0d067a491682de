/** Items of a DynamoDB table, written under conditions. */
export type { DynamoItem, DynamoTable, OpenDynamoTable } from "./dynamo-table.ts";
export { dynamodbConfig, type DynamodbConfig } from "./dynamodb-config.ts";
export { freshVersion } from "./fresh-version.ts";
export { openDynamoTable } from "./open-dynamo-table.ts";
// For virtual servers.
export { dynamodbService } from "./dynamodb-service.ts";
