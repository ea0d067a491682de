import { byteRange, type ByteRange } from "../../byte-range.ts";
import { hash01 } from "../../hash.ts";
import type { SimulatorRequest, SimulatorResponse, StreamedBody } from "../../http.ts";
import { planted } from "../../planted.ts";
import type { PortkeyFaultKind } from "../portkey-faults.ts";
import type { ExportJob } from "./export-job.ts";
import type { ExportJobs } from "./export-jobs.ts";
import type { ExportObject } from "./export-object.ts";
import type { SignedLinks } from "./signed-link.ts";

type Fault = PortkeyFaultKind | undefined;
type Answer = SimulatorResponse<string | StreamedBody>;

/** A credential that was sent to a host which must never see it. */
const forbiddenHeaders = ["x-portkey-api-key", "authorization"];

/** The host behind the links: objects, in whole or in part, for who has a link. It knows no API keys. */
export class ObjectHost {
  readonly #seed: number;
  readonly #jobs: ExportJobs;
  readonly #links: SignedLinks;
  #leaks = 0;

  constructor(seed: number, jobs: ExportJobs, links: SignedLinks) {
    this.#seed = seed;
    this.#jobs = jobs;
    this.#links = links;
  }

  /** How many requests carried a credential. */
  get leaks(): number {
    return this.#leaks;
  }

  answer(request: SimulatorRequest, url: URL, now: number, fault: Fault): Answer {
    if (forbiddenHeaders.some((name) => name in request.headers)) {
      this.#leaks++;
      return xmlError(400, "InvalidArgument", "Only one auth mechanism allowed");
    }
    if (request.method !== "GET") return xmlError(405, "MethodNotAllowed", "only GET was signed");
    const link = this.#links.check(url, now);
    if (link === "forged") return xmlError(403, "SignatureDoesNotMatch", "the signature does not match");
    if (link === "expired" || fault === "expired_link") return xmlError(403, "AccessDenied", "Request has expired");
    return refusalOf(fault) ?? this.#object(request, url, now, fault);
  }

  #object(request: SimulatorRequest, url: URL, now: number, fault: Fault): Answer {
    const job = this.#jobs.get(url.pathname.slice(1).replace(/\.jsonl$/, ""));
    if (job === undefined || !job.hasObject(now)) return xmlError(404, "NoSuchKey", "the key does not exist");
    if (fault === "object_changed") this.#jobs.replaceObject(job);
    const isGzip = fault === "forced_gzip" || acceptsGzip(request.headers["accept-encoding"]);
    const etag = this.#etagOf(job, isGzip);
    const headers = {
      "accept-ranges": "bytes",
      "content-type": "binary/octet-stream",
      etag,
      "last-modified": new Date(job.changedAt(now)).toUTCString(),
      ...(isGzip ? { "content-encoding": "gzip", vary: "accept-encoding" } : {}),
    };
    const condition = conditionOf(request, etag, headers);
    if (condition !== undefined) return condition;
    const object = this.#jobs.objectOf(job);
    const size = object.size(isGzip);
    const range = fault === "range_ignored" ? undefined : rangeOf(request, etag, size);
    if (range === "unsatisfiable")
      return xmlError(416, "InvalidRange", "not satisfiable", { "content-range": `bytes */${size}` });
    return range === undefined
      ? bytes(200, headers, object, { start: 0, end: size }, isGzip)
      : partial(headers, object, range, size, isGzip, fault);
  }

  /** Strong: other bytes have another one, and so have the same bytes compressed. */
  #etagOf(job: ExportJob, isGzip: boolean): string {
    const tag = Math.floor(hash01(this.#seed, Number(job.id.slice(4)), job.revision, 91) * 2 ** 32);
    return `"${tag.toString(16).padStart(8, "0")}${isGzip ? "-gzip" : ""}"`;
  }
}

/** Undefined: the whole. `If-Range` with another tag asks for the whole too, since its parts do not fit together. */
function rangeOf({ headers }: SimulatorRequest, etag: string, size: number): ReturnType<typeof byteRange> {
  const ifRange = headers["if-range"];
  return ifRange !== undefined && ifRange !== etag ? undefined : byteRange(headers["range"], size);
}

function conditionOf(
  { headers }: SimulatorRequest,
  etag: string,
  sent: Readonly<Record<string, string>>,
): Answer | undefined {
  const [match, noneMatch] = [headers["if-match"], headers["if-none-match"]];
  if (match !== undefined && match !== "*" && match !== etag)
    return xmlError(412, "PreconditionFailed", "the object has changed");
  return noneMatch === etag ? { status: 304, headers: sent, body: "", delayMs: 0 } : undefined;
}

function partial(
  headers: Readonly<Record<string, string>>,
  object: ExportObject,
  asked: ByteRange,
  size: number,
  isGzip: boolean,
  fault: Fault,
): Answer {
  const start = fault === "range_shifted" && asked.start > 0 ? asked.start - 1 : asked.start;
  const range = { start, end: asked.end };
  const label = { "content-range": `bytes ${start}-${asked.end - 1}/${size}` };
  return bytes(206, { ...headers, ...(fault === "range_unlabelled" ? {} : label) }, object, range, isGzip);
}

function bytes(
  status: number,
  headers: Readonly<Record<string, string>>,
  object: ExportObject,
  { start, end }: ByteRange,
  isGzip: boolean,
): Answer {
  const body = object.read(start, end, isGzip);
  return { status, headers: { ...headers, "content-length": String(end - start) }, body, delayMs: 0 };
}

/** What S3 answers where something else went wrong. */
function refusalOf(fault: Fault): Answer | undefined {
  switch (fault) {
    case "bad_request":
      return xmlError(400, "InvalidRequest", "rejected");
    case "unauthorized":
      return xmlError(401, "AccessDenied", "denied");
    case "forbidden":
      return xmlError(403, "AccessDenied", "denied");
    case "not_found":
      return xmlError(404, "NoSuchKey", "the key does not exist");
    case "gone":
      return xmlError(410, "NoSuchKey", "the key does not exist any more");
    case "throttled":
      return xmlError(503, "SlowDown", "reduce your request rate", { "retry-after": "5" });
    case "server_error":
      return xmlError(500, "InternalError", "try again");
    case "redirected":
      return xmlError(307, "TemporaryRedirect", "elsewhere", { location: "https://elsewhere.example/object" });
    default:
      return undefined;
  }
}

function xmlError(
  status: number,
  code: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  const body = `<?xml version="1.0"?>\n<Error><Code>${code}</Code><Message>${message}: ${planted.secret} of ${planted.person}</Message></Error>`;
  return { status, headers: { "content-type": "application/xml", ...headers }, body, delayMs: 0 };
}

function acceptsGzip(header: string | undefined): boolean {
  return (header ?? "").split(",").some((each) => {
    const [name, quality] = each.split(";").map((part) => part.trim());
    return name === "gzip" && !/^q=0(\.0*)?$/.test(quality ?? "");
  });
}
