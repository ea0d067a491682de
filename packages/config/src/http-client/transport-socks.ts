import { Buffer } from "node:buffer";
import { isIPv4, isIPv6, type Socket } from "node:net";
import { tryParseIp } from "./ip-address.ts";
import type { Proxy } from "./proxy.ts";

const version = 5;
const noCredentials = 0;
const nameAndPassword = 2;
/** RFC 1928 §6. */
const replies = [
  "",
  "EPROXYFAILED",
  "EPROXYREFUSED",
  "ENETUNREACH",
  "EHOSTUNREACH",
  "ECONNREFUSED",
  "ETIMEDOUT",
  "EPROXYUNSUPPORTED",
  "EPROXYUNSUPPORTED",
];

/**
 * Has a SOCKS5 proxy connect to a host that it looks up by itself (RFC 1928; credentials by RFC 1929). Afterwards the
 * socket leads there. Rejects, and leaves the socket to the caller, with an error whose `code` says why.
 */
export async function socksConnect(
  socket: Socket,
  proxy: Pick<Proxy, "username" | "password">,
  hostname: string,
  port: number,
  timeoutMs: number,
): Promise<void> {
  const reader = new SocketReader(socket, timeoutMs);
  try {
    const hasCredentials = proxy.username !== "" || proxy.password !== "";
    socket.write(Uint8Array.of(version, 1, hasCredentials ? nameAndPassword : noCredentials));
    const [, method] = await reader.take(2);
    if (method !== (hasCredentials ? nameAndPassword : noCredentials)) throw socksError("EPROXYAUTH");
    if (hasCredentials) await authenticate(socket, reader, proxy);
    socket.write(
      Buffer.concat([Uint8Array.of(version, 1, 0), addressOf(hostname), Uint8Array.of(port >> 8, port & 0xff)]),
    );
    await readReply(reader);
  } finally {
    reader.release();
  }
}

async function authenticate(
  socket: Socket,
  reader: SocketReader,
  { username, password }: Pick<Proxy, "username" | "password">,
): Promise<void> {
  socket.write(Buffer.concat([Uint8Array.of(1), counted(username), counted(password)]));
  const [, status] = await reader.take(2);
  if (status !== 0) throw socksError("EPROXYAUTH");
}

async function readReply(reader: SocketReader): Promise<void> {
  const [replyVersion, reply, , type] = await reader.take(4);
  if (replyVersion !== version) throw socksError("EPROXYFAILED");
  if (reply !== 0) throw socksError(replies[reply!] ?? "EPROXYFAILED");
  // The address that the proxy uses: nobody needs it.
  const length = type === 1 ? 4 : type === 4 ? 16 : (await reader.take(1))[0]!;
  await reader.take(length + 2);
}

function addressOf(hostname: string): Uint8Array {
  if (isIPv4(hostname)) return Uint8Array.of(1, ...hostname.split(".").map(Number));
  if (isIPv6(hostname)) return Buffer.concat([Uint8Array.of(4), bytesOfV6(hostname)]);
  return Buffer.concat([Uint8Array.of(3), counted(hostname)]);
}

function bytesOfV6(hostname: string): Uint8Array {
  return Buffer.from(tryParseIp(hostname)!.value.toString(16).padStart(32, "0"), "hex");
}

/** One byte of length and the text. */
function counted(text: string): Uint8Array {
  const bytes = Buffer.from(text, "utf8");
  if (bytes.length > 255) throw socksError("EPROXYUNSUPPORTED");
  return Buffer.concat([Uint8Array.of(bytes.length), bytes]);
}

function socksError(code: string): Error {
  return Object.assign(new Error(`the SOCKS proxy did not connect: ${code}`), { code });
}

/** Takes exactly so many bytes at a time from a socket, and leaves what follows to whoever has the socket next. */
class SocketReader {
  readonly #socket: Socket;
  readonly #timer: NodeJS.Timeout;
  #wake: () => void = () => undefined;
  #error: Error | undefined;

  constructor(socket: Socket, timeoutMs: number) {
    this.#socket = socket;
    this.#timer = setTimeout(() => this.#fail(socksError("ETIMEDOUT")), timeoutMs);
    socket.on("readable", this.#readable).on("error", this.#fail).on("close", this.#closed);
  }

  async take(length: number): Promise<Uint8Array> {
    for (;;) {
      if (this.#error !== undefined) throw this.#error;
      const bytes = this.#socket.read(length) as Uint8Array | null;
      if (bytes?.length === length) return bytes;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  release(): void {
    clearTimeout(this.#timer);
    this.#socket.off("readable", this.#readable).off("error", this.#fail).off("close", this.#closed);
  }

  readonly #readable = (): void => this.#wake();
  readonly #closed = (): void => this.#fail(socksError("ECONNRESET"));
  readonly #fail = (error: Error): void => {
    this.#error ??= error;
    this.#wake();
  };
}
