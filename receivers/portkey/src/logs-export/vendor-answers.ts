import { isCollectorError } from "@genai-collector/component";
import { sourceStatus } from "@genai-collector/polling";

/** The vendor understood, and does not do it; nor will it the next time. */
export function isRefusal(error: unknown): boolean {
  const status = sourceStatus(error);
  const isOfClient = status !== undefined && status >= 400 && status < 500;
  return isOfClient && !isUnauthorized(error) && isCollectorError(error) && error.kind === "misconfigured";
}

/** The key is not good for it. */
export function isUnauthorized(error: unknown): boolean {
  const status = sourceStatus(error);
  return status === 401 || status === 403;
}

/** What was asked for is no more. */
export function isGone(error: unknown): boolean {
  const status = sourceStatus(error);
  return status === 404 || status === 410;
}
