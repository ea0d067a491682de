/** What the collector's own telemetry says of its sender. */
export type TelemetryResource = ReadonlyMap<string, string>;

/** What the resource is made of by itself. */
export interface ResourceDefaults {
  /** `genai-collector`. */
  readonly serviceName: string;
  readonly serviceVersion: string;
  /** Fresh for each process. */
  readonly instanceId: string;
}

/**
 * The resource of the collector's own telemetry. Its identity is never that of a product whose data it carries: sinks
 * that make `job` of namespace and name would merge the two, so a namespace gets the suffix `-meta`
 * (`delivery.md` §10.2). A value of null takes an attribute out.
 */
export function telemetryResource(
  defaults: ResourceDefaults,
  configured: Readonly<Record<string, string | null>>,
): TelemetryResource {
  const attributes = new Map<string, string>([
    ["service.name", defaults.serviceName],
    ["service.version", defaults.serviceVersion],
    ["service.instance.id", defaults.instanceId],
  ]);
  for (const [key, value] of Object.entries(configured)) {
    if (value === null) attributes.delete(key);
    else attributes.set(key, value);
  }
  const namespace = attributes.get("service.namespace");
  if (namespace !== undefined && !namespace.endsWith("-meta")) attributes.set("service.namespace", `${namespace}-meta`);
  return new Map([...attributes].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
