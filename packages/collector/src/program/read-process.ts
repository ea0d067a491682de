import type { ProcessUsage } from "@genai-collector/service";

/** What the operating system and the engine say of this process. */
export function readProcess(): ProcessUsage {
  const memory = process.memoryUsage();
  const { user, system } = process.cpuUsage();
  return {
    uptimeSeconds: process.uptime(),
    cpuSeconds: (user + system) / 1_000_000,
    rssBytes: memory.rss,
    heapAllocBytes: memory.heapUsed,
    totalSysMemoryBytes: memory.heapTotal + memory.external,
  };
}
