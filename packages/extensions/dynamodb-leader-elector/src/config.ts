import { dynamodbConfig } from "@genai-collector/config/dynamodb";
import { map, text, type ConfigOf } from "@genai-collector/config/schema";
import { checkElection, electionConfig } from "@genai-collector/coordination/election";

export const dynamodbLeaderElectorConfig = map({
  lock_name: text({
    default: "genai-collector",
    min: 1,
    max: 255,
    doc: "The item is `<key_prefix>lock#<lock_name>`. With `shard_by: source`, each source has one of its own: `…#<source>`.",
  }),
  ...electionConfig,
  ...dynamodbConfig,
}).check(checkElection);

export type DynamodbLeaderElectorConfig = ConfigOf<typeof dynamodbLeaderElectorConfig>;
