import { describeFailover } from "../src/describe-failover.ts";
import { shareDynamodb } from "../src/shared-dynamodb.ts";

describeFailover("DynamoDB Local", { losses: 5, waitsForSettling: false }, shareDynamodb);
