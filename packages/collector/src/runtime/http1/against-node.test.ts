import { createServer, METHODS } from "node:http";
import type { Socket } from "node:net";
import { SeededRandom } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { BareSocket, openConnection, recording, turn, type Seen } from "../../../test/http1-scene.ts";
import { fieldMap } from "../field-map.ts";

// The server of Node.js, which its whole world has tried to break, is what the parser is compared with: valid requests
// are understood as it does, and of what is damaged nothing is understood otherwise.

const tokens = "!#$%&'*+-.^_`|~019azAZ";
const values = `${tokens} \t"(),/:;<=>?@[]{}\xa0\xff`;

/** Makes requests, and damages them. */
class Requests {
  readonly #random: SeededRandom;

  constructor(seed: number) {
    this.#random = new SeededRandom(seed);
  }

  valid(): Buffer {
    const { method, body } = {
      method: this.#random.pick(["GET", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"]),
      body: this.#body(),
    };
    const framed = this.#random.below(3);
    const fields = Array.from({ length: this.#random.below(6) }, () => this.#field());
    fields.splice(this.#random.below(fields.length + 1), 0, this.#named("Host: h.example:4318"));
    if (framed === 1) fields.push(this.#named(`Content-Length:${this.#blanks()}${body.length}`));
    if (framed === 2) fields.push(this.#named(`Transfer-Encoding:${this.#blanks()}chunked`));
    if (this.#random.chance(0.1)) fields.push(this.#named("Connection: keep-alive"));
    const head = [`${method} ${this.#target()} HTTP/1.1`, ...fields, "", ""].join("\r\n");
    return Buffer.from(head + ["", body, this.#chunks(body)][framed]!, "latin1");
  }

  /** Bytes changed, taken out, put in, repeated, or cut off. */
  damaged(bytes: Buffer): Buffer {
    let damaged = bytes;
    for (let times = 1 + this.#random.below(3); times > 0; times--) damaged = this.#damage(damaged);
    return damaged;
  }

  /** The same in pieces. */
  cut(bytes: Buffer): Buffer[] {
    const at = this.#random.chance(0.5) ? bytes.length : this.#random.below(bytes.length + 1);
    return [bytes.subarray(0, at), bytes.subarray(at)].filter(({ length }) => length > 0);
  }

  #damage(bytes: Buffer): Buffer {
    const at = this.#random.below(bytes.length + 1);
    const [before, behind] = [bytes.subarray(0, at), bytes.subarray(at)];
    const interesting = [
      "\r",
      "\n",
      "\r\n",
      "\r\n\r\n",
      " ",
      "\t",
      ":",
      ",",
      "\0",
      "0",
      "1",
      "a",
      "\xff",
      ";",
      "chunked",
    ];
    const added = Buffer.from(this.#random.pick([...interesting, ...this.#lines]), "latin1");
    switch (this.#random.below(5)) {
      case 0:
        return Buffer.concat([before, behind.subarray(1 + this.#random.below(3))]);
      case 1:
        return Buffer.concat([before, added, behind.subarray(1)]);
      case 2:
        return Buffer.concat([before, added, behind]);
      case 3:
        return Buffer.concat([before, bytes.subarray(this.#random.below(at + 1), at), behind]);
      default:
        return before;
    }
  }

  readonly #lines: readonly string[] = [
    "\r\nContent-Length: 3",
    "\r\nTransfer-Encoding: chunked",
    "\r\ntransfer-encoding: identity",
    "\r\nHost: other",
    "\r\nContent-Length : 4",
    "\r\n folded",
    "\r\nConnection: close",
    "\r\nexpect: 100-continue",
    " HTTP/1.0\r\n",
  ];

  #target(): string {
    const path = `/${this.#text(tokens, 8)}?${this.#text(tokens, 4)}`;
    return this.#random.chance(0.1) ? `http://h.example:4318${path}` : path;
  }

  #field(): string {
    const name = this.#random.pick(["Accept", "cookie", "x-a", "X-A", `x-${this.#text(tokens, 5)}`]);
    return `${this.#named(`${name}:`)}${this.#blanks()}${this.#text(values, 12)}${this.#blanks()}`;
  }

  #named(line: string): string {
    const colon = line.indexOf(":");
    const name = line
      .slice(0, colon)
      .split("")
      .map((c) => (this.#random.chance(0.5) ? c.toLowerCase() : c.toUpperCase()));
    return name.join("") + line.slice(colon);
  }

  #blanks(): string {
    return this.#random.pick(["", " ", "  ", "\t", " \t "]);
  }

  #text(alphabet: string, below: number): string {
    return Array.from({ length: this.#random.below(below) }, () => alphabet[this.#random.below(alphabet.length)]).join(
      "",
    );
  }

  #body(): string {
    return Buffer.from(this.#random.bytes(this.#random.below(60))).toString("latin1");
  }

  #chunks(body: string): string {
    let text = "";
    for (let at = 0; at < body.length;) {
      const chunk = body.slice(at, at + 1 + this.#random.below(20));
      const extension = this.#random.pick(["", "", ";a", ";a=b"]);
      text += `${chunk.length.toString(16)}${extension}\r\n${chunk}\r\n`;
      at += chunk.length;
    }
    return `${text}0\r\n${this.#random.pick(["", "x-trailer: y\r\n"])}\r\n`;
  }
}

async function ours(pieces: readonly Buffer[]): Promise<{ seen: Seen[]; sent: string }> {
  const seen: Seen[] = [];
  const { socket } = openConnection(recording(seen));
  for (const piece of pieces) await socket.receive(piece);
  await socket.leave();
  return { seen, sent: socket.sent };
}

/** The requests of which Node.js saw the end. */
async function nodes(pieces: readonly Buffer[]): Promise<Seen[]> {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("error", () => undefined);
    request.on("end", () => {
      const headers = { ...fieldMap(request.rawHeaders) };
      seen.push({ method: request.method!, url: request.url!, headers, body: Buffer.concat(parts).toString("latin1") });
      response.end();
    });
  });
  // What came before the mistake is still to be seen.
  server.on("clientError", () => undefined);
  const socket = new BareSocket();
  socket.on("error", () => undefined);
  server.emit("connection", socket as unknown as Socket);
  for (const piece of pieces) await socket.receive(piece);
  await turn();
  socket.destroy();
  return seen;
}

const singly = (bytes: Buffer): Buffer[] => [...bytes].map((byte) => Buffer.of(byte));
const plain = (seen: readonly Seen[]): Seen[] => seen.map((each) => ({ ...each, headers: { ...each.headers } }));

/** Answers, one behind the other, and nothing else. */
const answers =
  /^(?:HTTP\/1\.1 (?:100 Continue\r\n\r\n|\d{3} [A-Za-z ]+\r\n(?:[A-Za-z-]+: [^\r\n]*\r\n)+\r\n(?:<\d+>)?))*$/;

describe("beside the server of Node.js", () => {
  it("valid requests are understood alike, one by one and together, whole and cut", async () => {
    const requests = new Requests(1);
    for (let round = 0; round < 2_000; round++) {
      const bytes = Buffer.concat(Array.from({ length: 1 + (round % 3) }, () => requests.valid()));
      const pieces = requests.cut(bytes);
      const { seen, sent } = await ours(pieces);
      expect(seen, JSON.stringify(bytes.toString("latin1"))).toHaveLength(1 + (round % 3));
      expect(plain(seen), JSON.stringify(bytes.toString("latin1"))).toEqual(await nodes(pieces));
      expect(sent.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(seen.length);
    }
  });

  it("damaged ones are answered or ended, and what is understood of them Node.js understands alike", async () => {
    const requests = new Requests(2);
    let understood = 0;
    for (let round = 0; round < 20_000; round++) {
      const bytes = requests.damaged(Buffer.concat([requests.valid(), requests.valid()]));
      const text = JSON.stringify(bytes.toString("latin1"));
      const pieces = requests.cut(bytes);
      const { seen, sent } = await ours(pieces);
      expect(sent, text).toMatch(answers);
      understood += seen.length;
      // It knows a list of methods; others it refuses.
      const known = seen.findIndex(({ method }) => !METHODS.includes(method));
      const comparable = known < 0 ? seen : seen.slice(0, known);
      if (comparable.length > 0) {
        const theirs = await nodes(pieces);
        // It forgets what it has read, but told nobody of, when it finds a mistake.
        const all = theirs.length < comparable.length ? await nodes(singly(bytes)) : theirs;
        expect(plain(comparable), text).toEqual(all.slice(0, comparable.length));
      }
    }
    // Most damage is to one of the two.
    expect(understood).toBeGreaterThan(10_000);
  });
});
