import type { MetricRegistry } from "./metric-registry.ts";

/** What the operating system and the engine say of this process. */
export interface ProcessUsage {
  readonly uptimeSeconds: number;
  /** User and system time together. */
  readonly cpuSeconds: number;
  readonly rssBytes: number;
  /** Heap in use. */
  readonly heapAllocBytes: number;
  /** Obtained from the operating system for heap and buffers. */
  readonly totalSysMemoryBytes: number;
  /** Ever allocated; undefined where the engine does not count it. */
  readonly totalAllocBytes?: number | undefined;
}

export type ProcessReader = () => ProcessUsage;

/** Registers otelcol's process metrics; `read` runs before each snapshot. */
export function registerProcessMetrics(registry: MetricRegistry, read: ProcessReader): void {
  const counter = (name: string, unit: string, doc: string) => registry.counter({ name, unit, doc: `${doc} [Alpha]` });
  const gauge = (name: string, doc: string) => registry.gauge({ name, unit: "By", doc: `${doc} [Alpha]` }).with({});
  const uptime = registry
    .counter({
      name: "otelcol_process_uptime",
      unit: "s",
      doc: "Time since the process started. [Alpha]",
      combine: "max",
    })
    .with({});
  const cpu = counter("otelcol_process_cpu_seconds", "s", "User and system CPU time of the process.").with({});
  const rss = gauge("otelcol_process_memory_rss", "Resident memory of the process.");
  const heap = gauge("otelcol_process_runtime_heap_alloc_bytes", "Heap in use.");
  const system = gauge(
    "otelcol_process_runtime_total_sys_memory_bytes",
    "Memory obtained from the operating system for heap and buffers.",
  );
  const allocated = counter("otelcol_process_runtime_total_alloc_bytes", "By", "Heap bytes allocated since the start.");
  registry.onCollect(() => {
    const usage = read();
    uptime.value = usage.uptimeSeconds;
    cpu.value = usage.cpuSeconds;
    rss.value = usage.rssBytes;
    heap.value = usage.heapAllocBytes;
    system.value = usage.totalSysMemoryBytes;
    if (usage.totalAllocBytes !== undefined) allocated.with({}).value = usage.totalAllocBytes;
  });
}
