import { describeDynamoTable } from "../src/describe-dynamo-table.ts";
import { virtualDynamo } from "../src/virtual-dynamo.ts";

const { scene } = virtualDynamo();

describeDynamoTable("the virtual DynamoDB", () => scene);
