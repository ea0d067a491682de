import type { map } from "../schema/index.ts";
import { duration, optional, endpoint, text, type ConfigOf } from "../schema/index.ts";

/** What a user may set of a DynamoDB table: spread into a `map`. */
export const dynamodbConfig = {
  table: text({ min: 1, doc: "The table. Its partition key is `pk`, a text; it has no sort key." }),
  region: text({ default: "", doc: "Its region. Empty: as `AWS_REGION` or the AWS profile says." }),
  endpoint: optional(
    endpoint({
      schemes: ["http", "https"],
      doc: "Instead of the region's own endpoint: a VPC's, or DynamoDB Local's.",
    }),
  ),
  key_prefix: text({ default: "", doc: "What every `pk` begins with, so that several collectors can share a table." }),
  timeout: duration({ default: "5s", min: "1ms", doc: "Longest time for one request." }),
};

/** The decoded settings. */
export type DynamodbConfig = ConfigOf<ReturnType<typeof map<typeof dynamodbConfig>>>;
