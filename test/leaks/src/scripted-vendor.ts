import {
  LangSmithSimulator,
  PortkeySimulator,
  type LangSmithVersion,
  type SimulatorRequest,
} from "@genai-collector/simulator";
import { SeededRandom, type Answer, type World } from "@genai-collector/testkit";
import type { HttpRequest } from "@genai-collector/component";
import { answerMutations, chunked, type VendorReply } from "./answer-mutations.ts";
import { readPlaces, type DocumentKind } from "./documents.ts";
import { JsonObject, parseTree, textsOf, type JsonTree } from "./json-tree.ts";
import { mutations } from "./mutations.ts";
import { plantedTexts } from "./planted-texts.ts";
import { plant, textsFrom } from "./planting.ts";
import { seedOf } from "./seed-of.ts";
import { writtenBytes } from "./written-bytes.ts";

/** Where the vendors are. */
export const vendorUrls = {
  portkey: "https://api.portkey.example/v1",
  objects: "https://objects.example.net/",
  langsmith: "https://api.smith.example/api/v1",
} as const;

/** What is planted and mutated. */
export interface Script {
  readonly seed: number;
  /** Of answers, how many are changed as a whole. */
  readonly answerShare: number;
  /** Whether schemas are mutated; else texts are planted alone. */
  readonly mutates: boolean;
  /** Release of LangSmith; by default the simulator's. */
  readonly langsmithVersion?: LangSmithVersion | undefined;
  /** Only documents and answers with these seeds hold any content. Undefined: all of them. */
  readonly only?: ReadonlySet<number> | undefined;
  /** Says what is planted into a document instead: what tests of one place need. */
  readonly plantInto?: ((document: JsonObject, kind: DocumentKind, random: SeededRandom) => void) | undefined;
}

/** What became of one document or answer. */
export interface AppliedMutation {
  /** For people: of what, and how. */
  readonly what: string;
  /** Names of the mutations. */
  readonly names: readonly string[];
  /** Indices of the texts that were planted. */
  readonly texts: ReadonlySet<number>;
}

/** Where an answer has its records, and what stands beside them. */
interface AnswerShape {
  readonly kind: DocumentKind;
  /** The member that holds the records; "": the answer is the list. */
  readonly list: string;
  /** A record that lacks what is needed costs the whole answer. */
  readonly isBrittle: boolean;
}

const shapes: readonly (readonly [RegExp, AnswerShape])[] = [
  [/\/analytics\/graphs\//, { kind: "graph", list: "data_points", isBrittle: true }],
  [/\/analytics\/groups\//, { kind: "group", list: "data", isBrittle: true }],
  [/\/sessions$/, { kind: "session", list: "", isBrittle: false }],
  [/v2\/runs\/query$/, { kind: "run of v2", list: "items", isBrittle: false }],
  [/\/runs\/query$/, { kind: "run", list: "runs", isBrittle: false }],
];

/** Beside the records, or where there are none, these are read. */
const envelopePlaces = new Set(["cursors.next", "next_cursor", "id", "status", "signed_url", "total", "object"]);

/**
 * Both platforms, and the host of exported files: the simulators' answers, in which everything that is not read by
 * default is replaced by planted texts, and whose schemas are then mutated. What becomes of a document follows from the
 * seed and from what the document is, so that one mutation can be had again alone.
 */
export class ScriptedVendor {
  /** Mutations that were answered so far, by their seeds. */
  readonly applied = new Map<number, AppliedMutation>();
  /** By kind and place: how many texts had their turn there, where nothing is mutated. */
  readonly planted = new Map<string, number>();
  /** Records that were answered, by kind. */
  readonly documents = new Map<DocumentKind, number>();
  /** URLs that an answer led to: that they are asked is what was wanted. */
  readonly ledTo = new Set<string>();
  readonly #script: Script;
  readonly #world: World;
  readonly #portkey: PortkeySimulator;
  readonly #langsmith: LangSmithSimulator;
  readonly #objects = new Map<string, Buffer>();
  readonly #asked = new Map<string, number>();

  /** `asked` is told of every request. */
  constructor(world: World, script: Script, asked: (request: HttpRequest) => void) {
    this.#script = script;
    this.#world = world;
    const now = (): number => world.now;
    this.#portkey = new PortkeySimulator({
      seed: script.seed,
      now,
      requestsPerMinute: 12,
      exports: { queueMs: 1_000, msPerThousandRows: 1_000, burst: 100_000 },
    });
    this.#langsmith = new LangSmithSimulator({
      seed: script.seed,
      now,
      runsPerMinute: 12,
      latestIngestionMs: 30_000,
      version: script.langsmithVersion,
      budgets: [],
    });
    const route = (url: string, answer: (request: HttpRequest) => Answer | Promise<Answer>): void => {
      world.route(url, (request) => {
        asked(request);
        return answer(request);
      });
    };
    route(vendorUrls.portkey, (request) => this.#arriving(request, this.#portkey.handle(plain(request))));
    route(new URL(vendorUrls.langsmith).origin, (request) =>
      this.#arriving(request, this.#langsmith.handle(plain(request))),
    );
    route(vendorUrls.objects, (request) => this.#object(request));
  }

  /** The UUID of the workspace whose logs are exported. */
  get workspaceId(): string {
    return this.#portkey.workspaceId("production");
  }

  #arriving(request: HttpRequest, given: ReturnType<PortkeySimulator["handle"]>): Answer {
    const { status, headers, body, delayMs } = given;
    const url = new URL(request.url);
    const shape = shapes.find(([path]) => path.test(url.pathname))?.[1];
    const written = Buffer.from(this.#rewritten(body, shape, url.pathname));
    return { delayMs, ...this.#sent({ status, headers: { ...headers }, body: written }, url, false) };
  }

  /** Bytes of an exported file: the same for whoever asks, whichever part is asked for. */
  async #object(request: HttpRequest): Promise<Answer> {
    const url = new URL(request.url);
    const { range: _range, ...headers } = request.headers;
    const whole = this.#portkey.handleObject({ ...plain(request), headers });
    if (whole.status !== 200)
      return this.#sent({ status: whole.status, headers: {}, body: Buffer.from("gone") }, url, true);
    const bytes = this.#objects.get(url.pathname) ?? (await this.#lines(whole.body as AsyncIterable<Uint8Array>));
    this.#objects.set(url.pathname, bytes);
    const from = Number(/^bytes=(\d+)-$/.exec(request.headers["range"] ?? "")?.[1] ?? 0);
    const reply: VendorReply = {
      status: from > 0 ? 206 : 200,
      headers: { etag: `"${url.pathname.length}-${bytes.length}"` },
      body: bytes.subarray(from),
    };
    if (from > 0) reply.headers["content-range"] = `bytes ${from}-${bytes.length - 1}/${bytes.length}`;
    return this.#sent(reply, url, true);
  }

  async #lines(body: AsyncIterable<Uint8Array> | string): Promise<Buffer> {
    const parts: Uint8Array[] = [];
    if (typeof body === "string") parts.push(Buffer.from(body));
    else for await (const part of body) parts.push(part);
    const lines: Buffer[] = [];
    for (const line of Buffer.concat(parts).toString().split("\n")) {
      if (line === "") continue;
      lines.push(this.#document(parseTree(line) as JsonObject, "export", false), Buffer.from("\n"));
    }
    return Buffer.concat(lines);
  }

  /** The answer with other records in it. */
  #rewritten(body: string, shape: AnswerShape | undefined, path: string): Uint8Array {
    let tree: JsonTree;
    try {
      tree = parseTree(body);
    } catch {
      return Buffer.from(body);
    }
    const list = shape === undefined ? undefined : listOf(tree, shape.list);
    const records = list === undefined ? [] : [...list];
    if (list !== undefined) list.length = 0;
    this.#plantEnvelope(tree, path);
    if (shape === undefined || list === undefined) return writtenBytes(tree, undefined);
    // Records are written by themselves, each in its own way; one mark stands for all of them meanwhile.
    list.push(listMark);
    const [before, after] = writtenBytes(tree, undefined).toString().split(JSON.stringify(listMark)) as [
      string,
      string,
    ];
    const written = records.map((record) => this.#document(record as JsonObject, shape.kind, shape.isBrittle));
    return Buffer.concat([Buffer.from(before), joined(written), Buffer.from(after)]);
  }

  #plantEnvelope(tree: JsonTree, path: string): void {
    const seed = this.#seedOf("envelope", path, Math.floor(this.#world.now / 60_000));
    const isActive = this.#isActive(seed);
    const texts = textsFrom(new SeededRandom(seed));
    if (isActive && this.#script.plantInto === undefined)
      this.applied.set(seed, {
        what: `envelope of ${path}`,
        names: ["content in the envelope's other members"],
        texts: texts.given,
      });
    for (const { path: place, put } of textsOf(tree))
      if (!envelopePlaces.has(place)) put(isActive && this.#script.plantInto === undefined ? texts.next() : "~");
  }

  #document(document: JsonObject, kind: DocumentKind, isBrittle: boolean): Buffer {
    const { mutates, plantInto } = this.#script;
    this.documents.set(kind, (this.documents.get(kind) ?? 0) + 1);
    const minute = Math.floor(this.#world.now / 60_000);
    // Rows of statistics are other ones each minute.
    const isRecord = kind !== "graph" && kind !== "group" && kind !== "session";
    const identity = `${keyOf(document)} ${isRecord ? "" : minute}`;
    const seed = this.#seedOf(kind, identity);
    const random = new SeededRandom(seed);
    if (plantInto !== undefined) {
      plant(document, kind, undefined);
      plantInto(document, kind, random);
      return writtenBytes(document, undefined);
    }
    if (!this.#isActive(seed)) {
      plant(document, kind, undefined);
      return writtenBytes(document, undefined);
    }
    const needed = document.members.filter(([name]) => Object.hasOwn(readPlaces[kind], name));
    const texts = textsFrom(random);
    plant(document, kind, mutates ? texts : { ...texts, at: (place) => this.#inTurn(`${kind} ${place}`) });
    const names = mutates ? mutate(document, kind, texts) : [];
    if (isBrittle && !random.chance(0.01)) restore(document, kind, needed);
    this.applied.set(seed, { what: `${kind} ${identity}: ${names.join(", ")}`, names, texts: texts.given });
    return writtenBytes(document, mutates ? random : undefined);
  }

  /** At each place, each text comes once before any comes again. */
  #inTurn(place: string): string {
    const before = this.planted.get(place) ?? 0;
    this.planted.set(place, before + 1);
    return plantedTexts[before % plantedTexts.length]!.text;
  }

  /** The answer as it goes out, changed as a whole where it is its turn. */
  #sent(reply: VendorReply, url: URL, isObject: boolean): Answer {
    const minute = `${url.pathname} ${Math.floor(this.#world.now / 60_000)}`;
    const nth = this.#asked.get(minute) ?? 0;
    this.#asked.set(minute, nth + 1);
    const seed = this.#seedOf("answer", minute, nth);
    const random = new SeededRandom(seed);
    const isChanged = this.#isActive(seed) && random.chance(this.#script.answerShare);
    if (isChanged) {
      const [name, mutation] = random.pick(Object.entries(answerMutations));
      const texts = textsFrom(random);
      mutation(reply, texts, { url, isObject });
      this.applied.set(seed, { what: `answer ${minute}: ${name}`, names: [name], texts: texts.given });
    }
    this.#noteLinks(reply, url);
    const { status, headers, cutAfterBytes, lost } = reply;
    return { status, headers, body: chunked(reply.body, random), cutAfterBytes, lost };
  }

  /** Who follows a link or a redirect sends back what the vendor said: as it must. */
  #noteLinks({ headers, body }: VendorReply, url: URL): void {
    const location = headers["location"];
    const target = location === undefined ? null : URL.parse(location, url);
    if (target !== null) this.ledTo.add(target.href);
    for (const [, link] of body.toString("latin1").matchAll(/"signed_url"\s*:\s*"([^"\\]*)"/g))
      this.ledTo.add(URL.parse(link!)?.href ?? link!);
  }

  #isActive(seed: number): boolean {
    const { only } = this.#script;
    return only === undefined || only.has(seed);
  }

  #seedOf(...of: readonly unknown[]): number {
    return seedOf(this.#script.seed, ...of);
  }
}

const listMark = "\ue0fe records";

function plain({ method, url, headers, body }: HttpRequest): SimulatorRequest {
  return { method, url, headers, body };
}

function listOf(tree: JsonTree, name: string): JsonTree[] | undefined {
  const list = name === "" ? tree : tree instanceof JsonObject ? tree.get(name) : undefined;
  return Array.isArray(list) ? list : undefined;
}

function joined(parts: readonly Buffer[]): Buffer {
  return Buffer.concat(parts.flatMap((part, index) => (index === 0 ? [part] : [Buffer.from(","), part])));
}

/** What tells rows of one answer apart. */
function keyOf(document: JsonObject): string {
  const keys = ["id", "timestamp", "ai_model", "metadata_value", "prompt", "workspace"];
  return JSON.stringify(keys.map((key) => document.get(key)).find((value) => value !== undefined));
}

function mutate(document: JsonObject, kind: DocumentKind, texts: ReturnType<typeof textsFrom>): readonly string[] {
  const names: string[] = [];
  for (let left = 1 + texts.random.below(4); left > 0; left--) {
    const [name, mutation] = texts.random.pick(Object.entries(mutations));
    mutation(document, kind, texts);
    names.push(name);
  }
  return names;
}

const labels = new Set(["ai_model", "metadata_value", "prompt"]);

/** What every row must have is as it was; the value of a group may be a text that is no label. */
function restore(document: JsonObject, kind: DocumentKind, needed: readonly [string, JsonTree][]): void {
  const isFree = (name: string): boolean => kind === "group" && labels.has(name);
  const kept = needed.filter(([name]) => !(isFree(name) && typeof document.get(name) === "string"));
  const names = new Set(kept.map(([name]) => name));
  document.members = [...document.members.filter(([name]) => !names.has(name)), ...kept];
}
