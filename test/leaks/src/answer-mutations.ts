import { gzipSync } from "node:zlib";
import type { SeededRandom } from "@genai-collector/testkit";
import { JsonObject, parseTree, writeTree } from "./json-tree.ts";
import type { TextSource } from "./planting.ts";
import { textClasses, type TextClass } from "./text-classes.ts";

/** An answer of a vendor, whole, and how it arrives. */
export interface VendorReply {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
  cutAfterBytes?: number | undefined;
  lost?: boolean | undefined;
}

/** Where an answer came from. */
export interface Origin {
  /** What was asked. */
  readonly url: URL;
  /** Of whoever asked: what it may be sent elsewhere for. */
  readonly isObject: boolean;
}

export type AnswerMutation = (reply: VendorReply, texts: TextSource, origin: Origin) => void;

const statuses = [400, 401, 402, 403, 404, 408, 409, 410, 413, 422, 425, 429, 500, 502, 503, 504, 599, 206, 204, 299];
const redirects = [301, 302, 303, 307, 308, 300, 304];

/** Members around the records that are read, and what texts they may be. */
const envelope: Readonly<Record<string, TextClass>> = {
  total: "closed",
  is_quota_exceeded: "closed",
  id: "identifier",
  status: "identifier",
  signed_url: "cursor",
  cursors: "closed",
  next_cursor: "cursor",
  run_count: "closed",
  data: "closed",
  data_points: "closed",
  runs: "closed",
};

/** What may happen to an answer as a whole. */
export const answerMutations: Readonly<Record<string, AnswerMutation>> = {
  "an error that tells content": (reply, texts) => {
    reply.status = texts.random.pick(statuses);
    reply.body = Buffer.from(errorBody(texts));
    reply.headers["content-type"] = texts.random.pick(["application/json", "text/plain", "text/html"]);
    addHeaders(reply, texts);
  },
  "content in headers": addHeaders,
  "content in the headers of an object": (reply, texts) => {
    const name = texts.random.pick(["etag", "content-range", "content-encoding", "content-length", "content-type"]);
    const text = headerText(texts);
    reply.headers[name] = texts.random.pick([text, `"${text}"`, `bytes ${text}`, `W/"${text}"`]);
    if (texts.random.chance(0.3)) reply.status = texts.random.pick([206, 412, 416]);
  },
  "a redirect": (reply, texts, origin) => {
    reply.status = texts.random.pick(redirects);
    reply.headers["location"] = location(texts, origin);
    reply.body = Buffer.from(errorBody(texts));
  },
  "a connection that breaks": (reply, { random }) => {
    if (random.chance(0.2)) reply.lost = true;
    else reply.cutAfterBytes = random.below(reply.body.length + 1);
  },
  "no JSON": (reply, texts) => {
    const text = texts.next();
    reply.body = Buffer.from(
      texts.random.pick([text, `<html><body>${text}</body></html>`, `{"data":[{"prompt":"${text}"`, `"${text}`, ""]),
    );
  },
  "JSON in a text": (reply) => {
    reply.body = Buffer.from(JSON.stringify(reply.body.toString()));
  },
  "something behind the end": (reply, texts) => {
    reply.body = Buffer.concat([reply.body, Buffer.from(`${texts.random.pick([" ", "\n", ""])}${errorBody(texts)}`)]);
  },
  "something before the beginning": (reply, texts) => {
    reply.body = Buffer.concat([
      Buffer.from(texts.random.pick(["\ufeff", texts.next(), errorBody(texts)])),
      reply.body,
    ]);
  },
  "another shape": (reply, texts) => {
    const tree = tryParse(reply.body);
    if (tree === undefined) return;
    const text = texts.next();
    reply.body = Buffer.from(
      texts.random.pick([
        () => writeTree([tree]),
        () => writeTree(new JsonObject([[texts.random.pick(["data", "result", text]), tree]])),
        () =>
          Array.isArray(tree)
            ? tree.map((each) => writeTree(each)).join("\n")
            : `${writeTree(tree)}\n${writeTree(tree)}`,
        () => writeTree([text, tree, text]),
        () => JSON.stringify(text),
      ])(),
    );
  },
  "content in the envelope": (reply, texts) => {
    const tree = tryParse(reply.body);
    if (!(tree instanceof JsonObject)) return;
    const [name, textClass] = texts.random.pick(Object.entries(envelope));
    const text = texts.random.chance(0.5) ? texts.against(textClass) : `${textOf(tree.get(name))} ${texts.next()}`;
    if (textClasses[textClass](text)) return;
    if (name === "cursors") tree.set(name, new JsonObject([["next", texts.against("cursor")]]));
    else if (texts.random.chance(0.5)) tree.set(name, text);
    else tree.members.unshift([name, text]);
    reply.body = Buffer.from(writeTree(tree));
  },
  "content in a link": (reply, texts) => {
    const tree = tryParse(reply.body);
    if (!(tree instanceof JsonObject) || tree.get("signed_url") === undefined) return;
    const text = encodeURIComponent(texts.next());
    tree.set(
      "signed_url",
      texts.random.pick([
        `https://objects.example.net/${text}?X-Signature=${text}`,
        `http://objects.example.net/${text}`,
        `https://elsewhere.example/${text}?token=${text}`,
        `https://${text}:${text}@objects.example.net/${text}`,
        `ftp://objects.example.net/${text}`,
        `/${text}`,
        text,
      ]),
    );
    reply.body = Buffer.from(writeTree(tree));
  },
  "gzip that nobody asked for": (reply) => {
    reply.body = gzipSync(reply.body, { level: 1 });
    reply.headers["content-encoding"] = "gzip";
  },
  "an answer that is too large": (reply, texts) => {
    if (!texts.random.chance(0.1)) return;
    const text = `${texts.next()} `;
    reply.body = Buffer.concat([Buffer.from(`{"note":"`), Buffer.alloc(2_000_000, text), reply.body]);
  },
};

function errorBody(texts: TextSource): string {
  const text = texts.next();
  return texts.random.pick([
    JSON.stringify({ error: { message: text, type: texts.next(), param: texts.next() }, detail: [{ msg: text }] }),
    JSON.stringify({ detail: text }),
    `<?xml version="1.0"?><Error><Code>${text}</Code><Message>${texts.next()}</Message></Error>`,
    `usage limit ${text}`,
    text,
  ]);
}

function addHeaders(reply: VendorReply, texts: TextSource): void {
  const names = ["x-request-id", "server", "via", "set-cookie", "link", "date", "retry-after", "www-authenticate"];
  for (const name of [...names, "x-ratelimit-reset", "location", "etag", "age", "content-location"])
    if (texts.random.chance(0.3)) reply.headers[name] = headerText(texts);
  if (texts.random.chance(0.3)) reply.headers["content-type"] = `application/json; note=${headerText(texts)}`;
}

/** As far as a header can say it. */
function headerText(texts: TextSource): string {
  return texts.next().replaceAll(/[^\x20-\x7e]/g, " ");
}

function location(texts: TextSource, { url }: Origin): string {
  const text = encodeURIComponent(texts.next());
  return texts.random.pick([
    `https://elsewhere.example/${text}?q=${text}`,
    `${url.origin}/${text}?q=${text}#${text}`,
    `/${text}`,
    `http://${url.host}/${text}`,
    `https://${text}:${text}@${url.host}/${text}`,
    `https://[${text}/`,
    `file:///${text}`,
    texts.next().replaceAll(/[^\x20-\x7e]/g, " "),
  ]);
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value ?? 1);
}

function tryParse(body: Buffer) {
  try {
    return parseTree(body.toString());
  } catch {
    return undefined; // lines, or mutated already
  }
}

/** The chunks in which a body arrives: anywhere a text may be cut in two. */
export function chunked(body: Buffer, random: SeededRandom): readonly Buffer[] {
  const size = random.pick([1, 7, 61, 997, 65_536, 65_536]);
  const least = Math.ceil(body.length / 4_000); // so that one byte at a time does not take for ever
  const chunks: Buffer[] = [];
  for (let at = 0; at < body.length;) {
    const next = at + Math.max(least, 1 + random.below(size));
    chunks.push(body.subarray(at, next));
    at = next;
  }
  return chunks;
}
