/** Reads dead letters back, for who sends them again. */
export type { LetterHead } from "../letter-head.ts";
export { LetterReplay, type ReplayLetter } from "./letter-replay.ts";
export type { KeptLetter, UnreadableLetter } from "./replay-file.ts";
