import { CollectorError } from "@genai-collector/component";
import { parseRetryAfter } from "../http-client/retry-after.ts";
import { dynamodbService } from "./dynamodb-service.ts";

/** As much of an error of the SDK's as is looked at. */
interface SdkError {
  readonly name: string;
  readonly message: string;
  readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string };
  readonly $response?: { readonly headers?: Readonly<Record<string, string>> };
}

/**
 * Errors that pass by themselves although their status is 400:
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
 */
const passing = new Set([
  "LimitExceededException",
  "ProvisionedThroughputExceededException",
  "ReplicatedWriteConflictException",
  "RequestLimitExceeded",
  "ThrottlingException",
  "TransactionConflictException",
  "TransactionInProgressException",
]);
/** They quote what was signed, or who signed it. */
const quoting = /Signature|Token|Credential/i;
/** The SDK found no credentials, or could not read what it found: said before anything is sent. */
const withoutCredentials = /^(?:CredentialsProviderError|TokenProviderError|ProviderError)$/;
/** Of what the service says of a request, so much is told on. */
const shownCharacters = 300;

/** Whether the condition of a write did not hold. */
export function isConditionFailed(error: unknown): boolean {
  return (error as Partial<SdkError> | undefined)?.name === "ConditionalCheckFailedException";
}

/** What the service or the SDK said, as an error of this program; undefined where nobody answered. */
export function dynamoError(what: string, error: unknown, now: number): CollectorError | undefined {
  if (!(error instanceof Error)) return undefined;
  const { name, message, $metadata, $response } = error as SdkError;
  const status = $metadata?.httpStatusCode;
  if (withoutCredentials.test(name)) return refused(`cannot ${what} at ${dynamodbService.name}: no usable credentials`);
  if (status === undefined) return undefined;
  if (status < 300) return undefined; // an answer that the SDK cannot read quotes itself
  const shown = quoting.test(name) ? name : `${name}, ${message.slice(0, shownCharacters)}`;
  const text = `cannot ${what} at ${dynamodbService.name}: ${status} ${shown}`;
  const isLater = status === 408 || status === 429 || status >= 500 || passing.has(name);
  if (!isLater) return refused(text);
  const retryAfterMs = parseRetryAfter($response?.headers?.["retry-after"], now);
  return new CollectorError(dynamodbService.unavailable, text, { kind: "retryable", retryAfterMs });
}

function refused(message: string): CollectorError {
  return new CollectorError(dynamodbService.refused, message, { kind: "misconfigured" });
}
