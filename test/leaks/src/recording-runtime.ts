import type { Files, OpenFile, Runtime } from "@genai-collector/component";
import type { Gatherer } from "./gatherer.ts";

/** A runtime of which the gatherer sees everything that is written to its disk, whether it stays there or not. */
export function recordingRuntime(runtime: Runtime, gatherer: Gatherer): Runtime {
  const { clock, timers, random, http, servers, files, compress, process } = runtime;
  return { clock, timers, random, http, servers, compress, process, files: recordingFiles(files, gatherer) };
}

function recordingFiles(files: Files, gatherer: Gatherer): Files {
  return {
    read: (...given) => files.read(...given),
    stat: (...given) => files.stat(...given),
    list: (...given) => files.list(...given),
    syncFolder: (...given) => files.syncFolder(...given),
    checksum: (...given) => files.checksum(...given),
    lock: (path) => named(gatherer, path, () => files.lock(path)),
    makeFolder: (path, mode) => named(gatherer, path, () => files.makeFolder(path, mode)),
    remove: (path) => named(gatherer, path, () => files.remove(path)),
    rename: (from, to) => named(gatherer, to, () => files.rename(from, to)),
    open: (path, mode) =>
      named(gatherer, path, async () => recordingFile(await files.open(path, mode), whereOf(path), gatherer)),
  };
}

/** A name of a file is on the disk as well. */
function named<T>(gatherer: Gatherer, path: string, run: () => Promise<T>): Promise<T> {
  gatherer.text("name of a file", path);
  return run();
}

function recordingFile(file: OpenFile, where: string, gatherer: Gatherer): OpenFile {
  return {
    write(bytes) {
      gatherer.bytes(where, bytes instanceof Uint8Array ? bytes : Buffer.concat(bytes));
      return file.write(bytes);
    },
    sync: () => file.sync(),
    truncate: (length) => file.truncate(length),
    close: () => file.close(),
  };
}

function whereOf(path: string): string {
  if (path.includes("/queue/")) return "queue file";
  return path.includes("checkpoint") ? "checkpoint file" : "exported file";
}
