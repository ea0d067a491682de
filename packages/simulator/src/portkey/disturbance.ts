import { json, type SimulatorResponse, type StreamedBody } from "../http.ts";
import { planted } from "../planted.ts";
import type { PortkeyFaultKind } from "./portkey-faults.ts";

type Fault = PortkeyFaultKind | undefined;

/** What the API says, with content in it, where it answers nothing. */
const said = {
  success: false,
  data: { message: `rejected ${planted.secret} of ${planted.person} asking ${planted.content}`, errorCode: "AB02" },
};

/** How the control plane turns a request away. Undefined: it does not. `date`: what its clock shows. */
export function refusalOf(fault: Fault, date: number): SimulatorResponse | undefined {
  switch (fault) {
    case "bad_request":
      return json(400, said);
    case "unauthorized":
      return json(401, said);
    case "forbidden":
      return json(403, said);
    case "not_found":
      return json(404, said);
    case "gone":
      return json(410, said);
    case "throttled":
      return throttled("5");
    case "throttled_until":
      return throttled(new Date(date + 5_000).toUTCString());
    case "server_error":
      return json(503, said);
    case "redirected":
      return json(302, said, { location: "https://elsewhere.example/v1" });
    default:
      return undefined;
  }
}

/** What happens to the text of an answer, after the request took effect. */
export function disturbedText(answer: SimulatorResponse, fault: Fault): SimulatorResponse {
  switch (fault) {
    case "not_json":
      return { ...answer, body: `<html>${planted.content}</html>` };
    case "wrong_shape":
      return { ...answer, body: JSON.stringify([planted.content]) };
    case "broken_json":
      return { ...answer, body: answer.body.slice(0, -1) };
    case "too_large":
      return { ...answer, body: `${answer.body}${" ".repeat(1_100_000)}` };
    case "unacknowledged":
      return json(503, said);
    default:
      return answer;
  }
}

/** What happens to any answer on its way. Half of a body comes when it is cut. */
export function disturbedWay<Body extends string | StreamedBody>(
  answer: SimulatorResponse<Body>,
  fault: Fault,
  slowMs: number,
): SimulatorResponse<Body> {
  const { body } = answer;
  switch (fault) {
    case "slow":
      return { ...answer, delayMs: slowMs };
    case "cut":
      return {
        ...answer,
        cutAfter: Math.floor((typeof body === "string" ? body.length : Number(answer.headers["content-length"])) / 2),
      };
    case "lost":
      return { ...answer, lost: true };
    default:
      return answer;
  }
}

/** The answer to whom the platform does not know. */
export function unknownCaller(): SimulatorResponse {
  return json(401, said);
}

/** 429, with a number of seconds or a date (RFC 9110 §10.2.3). */
export function throttled(retryAfter: string): SimulatorResponse {
  return json(429, said, { "retry-after": retryAfter });
}
