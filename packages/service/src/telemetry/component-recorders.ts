import type { Instruments, InstrumentSpec, Kind, Recorders } from "@genai-collector/component";
import { ClosedAttributes } from "./closed-attributes.ts";
import type { MetricAttributes, MetricRegistry, MetricSpec } from "./metric-registry.ts";
import { sharedExporterMetrics } from "./shared-exporter-metrics.ts";

/** What the metrics of one component are named and labelled by. */
export interface RecorderOwner {
  readonly kind: Kind;
  /** The factory's type. */
  readonly type: string;
  readonly id: string;
  /** Behind every sentence: `Alpha`. */
  readonly stability: string;
}

type Record = (value: number) => void;

/**
 * The recorders of a factory's instruments: metrics `otelcol_<kind>_<type>_<name>` with the component's ID and the
 * declared attributes. A value outside its closed list is recorded as `_OTHER` and told to `onUnknown`, once for each
 * attribute: series stay bounded whatever a component does, and nothing is lost.
 */
export function componentRecorders(
  registry: MetricRegistry,
  owner: RecorderOwner,
  instruments: Instruments,
  onUnknown: (instrument: string, attribute: string) => void,
): Recorders<Instruments> {
  const recorders = Object.entries(instruments).map(([name, spec]) => {
    const metric = { ...nameAndUnit(owner, name, spec), doc: `${spec.doc} [${owner.stability}]` };
    const series = seriesOf(registry, spec.kind, metric);
    const own = (attributes: MetricAttributes): Record => series({ ...attributes, [owner.kind]: owner.id });
    const closed = new ClosedAttributes(spec, (attribute) => onUnknown(name, attribute));
    return [name, { record: recorder(own, closed) }] as const;
  });
  return Object.fromEntries(recorders);
}

/** Series are made at the first record, and found by one look-up afterwards. */
function recorder(
  make: (attributes: MetricAttributes) => Record,
  closed: ClosedAttributes,
): (value: number, attributes?: MetricAttributes) => void {
  const known = new Map<string, Record>();
  return (value, given) => {
    const key = closed.key(given);
    let record = known.get(key);
    if (record === undefined) {
      record = make(closed.attributes(given));
      known.set(key, record);
    }
    record(value);
  };
}

function seriesOf(
  registry: MetricRegistry,
  kind: InstrumentSpec["kind"],
  metric: MetricSpec,
): (attributes: MetricAttributes) => Record {
  switch (kind) {
    case "counter": {
      const family = registry.counter(metric);
      return (attributes) => bound(family.with(attributes), "add");
    }
    case "gauge": {
      const family = registry.gauge(metric);
      return (attributes) => bound(family.with(attributes), "set");
    }
    case "histogram": {
      const family = registry.histogram(metric);
      return (attributes) => bound(family.with(attributes), "record");
    }
  }
}

const bound =
  <M extends string>(instrument: { readonly [K in M]: Record }, method: M): Record =>
  (value) =>
    instrument[method](value);

function nameAndUnit(
  { kind, type }: RecorderOwner,
  name: string,
  spec: InstrumentSpec,
): Pick<MetricSpec, "name" | "unit"> {
  const shared = kind === "exporter" ? sharedExporterMetrics.get(name) : undefined;
  if (shared !== undefined) return { name: `otelcol_exporter_${name}`, unit: shared };
  return { name: `otelcol_${kind}_${type}_${name}`, unit: spec.unit };
}
