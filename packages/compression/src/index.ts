export { CorruptDataError } from "./corrupt-data-error.ts";
export { crc32c } from "./crc32c.ts";
export { packLz4, unpackLz4 } from "./lz4.ts";
export { packSnappy, unpackSnappy } from "./snappy.ts";
export { packSnappyFramed, unpackSnappyFramed } from "./snappy-framed.ts";
export { finishAtOnce, finishInTurns, type Work } from "./work.ts";
