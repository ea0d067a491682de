import { createSettings, VirtualRuntime, World } from "@genai-collector/testkit";
import { expect, it } from "vitest";
import { FileCheckpointExtension } from "./file-checkpoint-extension.ts";

it("a file that is there and cannot be read stops the start, is named, and stays free for the next attempt", async () => {
  const runtime = new VirtualRuntime(new World());
  const settings = createSettings("file_checkpoint", runtime);
  const denied = Object.assign(new Error("permission denied"), { code: "EACCES" });
  const files = { ...settings.runtime.files, lock: runtime.files.lock.bind(runtime.files) };
  files.read = () => Promise.reject(denied);
  const extension = new FileCheckpointExtension(
    { runtime: { ...settings.runtime, files } },
    { path: "state/checkpoint.json" },
  );
  await expect(extension.start()).rejects.toMatchObject({
    code: "CHECKPOINT_UNREADABLE",
    kind: "misconfigured",
    message: "cannot read the checkpoint file state/checkpoint.json: EACCES",
    cause: denied,
  });
  const next = new FileCheckpointExtension(settings, { path: "state/checkpoint.json" });
  await next.start();
  await next.shutdown();
});
