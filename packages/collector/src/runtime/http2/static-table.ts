import { headerField, type HeaderField } from "./header-field.ts";

/** Names, and values where there are any, in the order of RFC 7541 appendix A. */
const entries: readonly (readonly [name: string, value?: string])[] = [
  [":authority"],
  [":method", "GET"],
  [":method", "POST"],
  [":path", "/"],
  [":path", "/index.html"],
  [":scheme", "http"],
  [":scheme", "https"],
  [":status", "200"],
  [":status", "204"],
  [":status", "206"],
  [":status", "304"],
  [":status", "400"],
  [":status", "404"],
  [":status", "500"],
  ["accept-charset"],
  ["accept-encoding", "gzip, deflate"],
  ["accept-language"],
  ["accept-ranges"],
  ["accept"],
  ["access-control-allow-origin"],
  ["age"],
  ["allow"],
  ["authorization"],
  ["cache-control"],
  ["content-disposition"],
  ["content-encoding"],
  ["content-language"],
  ["content-length"],
  ["content-location"],
  ["content-range"],
  ["content-type"],
  ["cookie"],
  ["date"],
  ["etag"],
  ["expect"],
  ["expires"],
  ["from"],
  ["host"],
  ["if-match"],
  ["if-modified-since"],
  ["if-none-match"],
  ["if-range"],
  ["if-unmodified-since"],
  ["last-modified"],
  ["link"],
  ["location"],
  ["max-forwards"],
  ["proxy-authenticate"],
  ["proxy-authorization"],
  ["range"],
  ["referer"],
  ["refresh"],
  ["retry-after"],
  ["server"],
  ["set-cookie"],
  ["strict-transport-security"],
  ["transfer-encoding"],
  ["user-agent"],
  ["vary"],
  ["via"],
  ["www-authenticate"],
];

/** The first is number 1 of RFC 7541 appendix A. */
export const staticFields: readonly HeaderField[] = entries.map(([name, value = ""]) => headerField(name, value));

/** The first number under which a name stands. */
export const staticNames: ReadonlyMap<string, number> = new Map(
  entries.map(([name], at) => [name, at + 1] as const).reverse(),
);

/** Numbers of `:status` fields by their value. */
export const staticStatuses: ReadonlyMap<number, number> = new Map(
  entries.flatMap(([name, value], at) => (name === ":status" ? [[Number(value), at + 1] as const] : [])),
);
