import type { Body, HttpResponse } from "@genai-collector/component";
import { sourceStatus, type Io } from "@genai-collector/polling";
import type { PortkeyInstruments } from "../telemetry.ts";
import type { PagePosition } from "./export-state.ts";

export const objectsEndpoint = "objects";

/** What is wanted of an object. */
export interface ObjectRequest {
  /** Checked already. */
  readonly link: string;
  readonly position: PagePosition;
  /** Ask for all of it, though only the rest is wanted: parts did not come as they should. */
  readonly asWhole: boolean;
  readonly timeoutMs: number;
}

/** Why an object cannot be read now. `changed`: it is another one than before. */
export type ObjectProblem = "link_expired" | "object_gone" | "object_changed" | "range_wrong" | "encoding_forced";

/** An object, from some byte on. */
export interface OpenObject {
  readonly body: Body;
  /** The first byte of the body is this one of the object. */
  readonly begin: number;
  readonly tag: string;
  /** 0: not known. */
  readonly size: number;
}

/** What came of it. `end`: everything was read before. */
export type OpenedObject = OpenObject | { readonly problem: ObjectProblem } | "end";

/** Beyond it nobody reads what an error says. */
const errorBodyBytes = 2_048;
const [preconditionFailed, rangeNotSatisfiable] = [412, 416];

/**
 * Asks the host of the objects for what was not read yet (RFC 9110 §14): bytes from `position.offset` on, of the object
 * that has the same tag. Rejects with what may be over the next time, and with redirects to elsewhere.
 */
export async function openObject(io: Io<PortkeyInstruments>, request: ObjectRequest): Promise<OpenedObject> {
  const { link, position, asWhole, timeoutMs } = request;
  const begin = asWhole ? 0 : position.offset;
  const hasStrongTag = position.tag.startsWith('"');
  const headers = {
    // The offsets are those of the plain bytes.
    "accept-encoding": "identity",
    ...(begin > 0 ? { range: `bytes=${begin}-` } : {}),
    ...(position.offset > 0 && hasStrongTag ? { "if-match": position.tag } : {}),
  };
  const accept = [preconditionFailed, rangeNotSatisfiable];
  try {
    const asked = { url: link, headers, accept, timeoutMs, maxBodyBytes: Number.MAX_SAFE_INTEGER };
    const response = await io.endpoint(objectsEndpoint, () => io.request(asked));
    return await judged(response, position, begin);
  } catch (error) {
    const problem = problemOf(sourceStatus(error));
    if (problem === undefined) throw error;
    return { problem };
  }
}

/** A link that is too old, and an object that is no more. */
function problemOf(status: number | undefined): ObjectProblem | undefined {
  if (status === 400 || status === 401 || status === 403) return "link_expired";
  return status === 404 || status === 410 ? "object_gone" : undefined;
}

async function judged(response: HttpResponse, position: PagePosition, asked: number): Promise<OpenedObject> {
  const found = verdictOf(response, position, asked);
  // Left unread, a body keeps its connection.
  if (found === "end" || "problem" in found) await response.body.read(errorBodyBytes).catch(() => undefined);
  return found;
}

function verdictOf({ status, headers, body }: HttpResponse, position: PagePosition, asked: number): OpenedObject {
  if (status === preconditionFailed) return { problem: "object_changed" };
  if (status === rangeNotSatisfiable) return behindEnd(headers["content-range"], position);
  const encoding = headers["content-encoding"] ?? "identity";
  if (encoding !== "identity" && encoding !== "") return { problem: "encoding_forced" };
  const tag = tagOf(headers["etag"]);
  if (position.offset > 0 && tag !== position.tag) return { problem: "object_changed" };
  const part =
    status === 206 ? partOf(headers["content-range"]) : { begin: 0, size: wholeOf(headers["content-length"]) };
  if (part === undefined || (status === 206 && part.begin !== asked)) return { problem: "range_wrong" };
  if (position.size > 0 && part.size > 0 && part.size !== position.size) return { problem: "object_changed" };
  return { body, begin: part.begin, tag, size: part.size };
}

/** What object stores write; it is saved, so that a header which holds anything else is no tag at all. */
const entityTag = /^(?:W\/)?"[\w+/=.:-]{0,128}"$/;

function tagOf(header: string | undefined): string {
  return header !== undefined && entityTag.test(header) ? header : "";
}

/** 416 tells the size: there is nothing behind the last byte, unless the object is another one. */
function behindEnd(contentRange: string | undefined, position: PagePosition): OpenedObject {
  const size = wholeOf(/^bytes \*\/(\d{1,15})$/.exec(contentRange ?? "")?.[1]) || position.size;
  return size === 0 || size === position.offset ? "end" : { problem: "object_changed" };
}

/** `bytes 5-9/10`; a size of `*` is not known. Undefined: it says nothing of the kind. */
function partOf(contentRange: string | undefined): { readonly begin: number; readonly size: number } | undefined {
  const match = /^bytes (\d{1,15})-\d{1,15}\/(\d{1,15}|\*)$/.exec(contentRange ?? "");
  return match === null ? undefined : { begin: Number(match[1]), size: wholeOf(match[2]) };
}

function wholeOf(text: string | undefined): number {
  return /^\d{1,15}$/.test(text ?? "") ? Number(text) : 0;
}
