export { WatchedFile } from "./watched-file.ts";
