import { fieldMap } from "../field-map.ts";
import { fieldKind, type HeaderField } from "./header-field.ts";
import type { FieldSink } from "./hpack-decoder.ts";

/** What a client asks, without its body. The same object may stand for many requests: nobody changes it. */
export interface RequestHead {
  readonly method: string;
  readonly url: string;
  /** Names in lower case, repeated fields joined; the authority as `host`. */
  readonly headers: Readonly<Record<string, string>>;
  /** The length of the body, where it was told. */
  readonly contentLength: number | undefined;
}

/** Of a request's fields, each counted with 32 bytes more than it has (RFC 9113 §6.5.2), as clients are told. */
export const maxHeaderBytes = 65_536;
const maxFields = 256;

/** Collects the fields of one header block, as many as a request may have. */
export class HeadDraft implements FieldSink {
  #method: string | undefined;
  #scheme: string | undefined;
  #path: string | undefined;
  #authority: string | undefined;
  #contentLength: number | undefined;
  readonly #raw: string[] = [];
  #bytes = 0;
  #isMalformed = false;

  /** What goes beyond the limits is forgotten. */
  add(field: HeaderField): void {
    this.#bytes += field.size;
    if (this.isTooLarge) return;
    const { name, value, kind } = field;
    if (kind === fieldKind.regular) this.#raw.push(name, value);
    else if (kind === fieldKind.contentLength) this.#addLength(name, value);
    else if (kind === fieldKind.malformed || this.#raw.length > 0) this.#isMalformed = true;
    else this.#addPseudo(kind, value);
  }

  get isTooLarge(): boolean {
    return this.#bytes > maxHeaderBytes || this.#raw.length >= 2 * maxFields;
  }

  /** What was asked; undefined where no request has such fields (RFC 9113 §8.3.1). */
  head(): RequestHead | undefined {
    const [method, path] = [this.#method, this.#path];
    if (this.#isMalformed || method === undefined || !this.#hasTarget(method)) return undefined;
    const headers = fieldMap(this.#raw);
    if (this.#authority !== undefined) headers["host"] = this.#authority;
    return { method, url: path ?? "", headers, contentLength: this.#contentLength };
  }

  /** Whether these may stand behind a body. */
  isTrailers(): boolean {
    const pseudo = this.#method ?? this.#scheme ?? this.#path ?? this.#authority;
    return !this.#isMalformed && pseudo === undefined;
  }

  /** A request for a tunnel names no more than the other end (RFC 9113 §8.5). */
  #hasTarget(method: string): boolean {
    const [scheme, path] = [this.#scheme, this.#path];
    if (method === "CONNECT") return scheme === undefined && path === undefined && this.#authority !== undefined;
    return method !== "" && scheme !== undefined && path !== undefined;
  }

  #addLength(name: string, value: string): void {
    if (this.#contentLength !== undefined) this.#isMalformed = true;
    this.#contentLength = Number(value);
    this.#raw.push(name, value);
  }

  /** Each once at most. */
  #addPseudo(kind: number, value: string): void {
    switch (kind) {
      case fieldKind.method:
        if (this.#method !== undefined) this.#isMalformed = true;
        this.#method = value;
        break;
      case fieldKind.scheme:
        if (this.#scheme !== undefined) this.#isMalformed = true;
        this.#scheme = value;
        break;
      case fieldKind.path:
        if (this.#path !== undefined) this.#isMalformed = true;
        this.#path = value;
        break;
      default:
        if (this.#authority !== undefined) this.#isMalformed = true;
        this.#authority = value;
    }
  }
}
