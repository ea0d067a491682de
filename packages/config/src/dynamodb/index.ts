/** Items of a DynamoDB table, written under conditions. */
export type { DynamoItem, DynamoTable, OpenDynamoTable } from "./dynamo-table.ts";
export { dynamodbConfig, type DynamodbConfig } from "./dynamodb-config.ts";
