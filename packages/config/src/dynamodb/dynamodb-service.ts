import type { Service } from "../service-calls/index.ts";

/** How errors of DynamoDB are told. */
export const dynamodbService: Service = {
  name: "DynamoDB",
  unavailable: "DYNAMODB_UNAVAILABLE",
  refused: "DYNAMODB_REFUSED",
  aborted: "DYNAMODB_ABORTED",
};
