import { dynamodbConfig } from "@genai-collector/config/dynamodb";
import { map, type ConfigOf } from "@genai-collector/config/schema";
import { orphansConfig } from "@genai-collector/coordination/checkpoint";

export const dynamodbCheckpointConfig = map({ ...dynamodbConfig, ...orphansConfig });

export type DynamodbCheckpointConfig = ConfigOf<typeof dynamodbCheckpointConfig>;
