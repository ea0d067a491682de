// Codecs of other authors, which ship no types. Tests alone use them.
declare module "snappyjs" {
  export function compress(bytes: Uint8Array): Uint8Array;
  export function uncompress(bytes: Uint8Array): Uint8Array;
}

declare module "lz4js" {
  export function compress(bytes: Uint8Array): Uint8Array;
  export function decompress(bytes: Uint8Array): Uint8Array;
}
