import { Stage } from "@genai-collector/test-e2e/stage";
import { afterAll, beforeAll, describe } from "vitest";
import { describeDynamoTable, type DynamoScene } from "../src/describe-dynamo-table.ts";
import { realDynamo } from "../src/real-dynamo.ts";

describe("a real DynamoDB Local", () => {
  let stage: Stage;
  let scene: DynamoScene;

  beforeAll(async () => {
    stage = await Stage.openUntilClosed();
    ({ scene } = await realDynamo(stage));
  });
  afterAll(() => stage.close());

  describeDynamoTable("DynamoDB Local 2.6", () => scene);
});
