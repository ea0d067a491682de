import { CollectorError } from "@genai-collector/component";
import { kubernetesService, type ConfigMap, type Lease } from "@genai-collector/config/kubernetes";

/** The kinds that the server knows. */
export type KubernetesKind = "ConfigMap" | "Lease";
/** An object of either kind. */
export type KubernetesObject = ConfigMap | Lease;

/** DNS-1123 subdomain: https://kubernetes.io/docs/concepts/overview/working-with-objects/names/ */
const namePattern = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
/** https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/ */
const labelValuePattern = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;
/** https://kubernetes.io/docs/concepts/configuration/configmap/ */
const dataKeyPattern = /^[-._a-zA-Z0-9]{1,253}$/;
/** The most that the data of a ConfigMap may have. */
const maxDataBytes = 1_048_576;
/** MicroTime of the API: exactly six digits behind the point. */
const microTimePattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}(?:Z|[+-]\d\d:\d\d)$/;

/** Refuses what the API server would refuse (422, 400). */
export function checkObject(kind: KubernetesKind, object: KubernetesObject): void {
  const { name, labels = {} } = object.metadata;
  check(name.length <= 253 && namePattern.test(name), `${name} is no name of an object`);
  for (const [label, value] of Object.entries(labels))
    check(value.length <= 63 && labelValuePattern.test(value), `${value} is no value of the label ${label}`);
  if (kind === "ConfigMap") checkData((object as ConfigMap).data ?? {});
  else checkLease((object as Lease).spec);
}

function checkData(data: Readonly<Record<string, string>>): void {
  let bytes = 0;
  for (const [key, value] of Object.entries(data)) {
    const isKey = dataKeyPattern.test(key) && key !== "." && !key.startsWith("..");
    check(isKey, `${key} is no key of a ConfigMap`);
    bytes += Buffer.byteLength(value);
  }
  check(bytes <= maxDataBytes, `the data have ${bytes} bytes, more than ${maxDataBytes}`);
}

function checkLease({
  leaseDurationSeconds,
  leaseTransitions,
  acquireTime,
  renewTime,
  holderIdentity,
}: Lease["spec"]): void {
  check(isInt32(leaseDurationSeconds, 1), "leaseDurationSeconds must be a whole number above 0");
  check(isInt32(leaseTransitions, 0), "leaseTransitions must be a whole number from 0 on");
  check(holderIdentity !== "", "holderIdentity must not be empty");
  for (const time of [acquireTime, renewTime])
    check(time === undefined || microTimePattern.test(time), `${time} is no time with microseconds`);
}

function isInt32(value: number | undefined, min: number): boolean {
  return value === undefined || (Number.isInteger(value) && value >= min && value <= 0x7fff_ffff);
}

function check(isRight: boolean, message: string): void {
  if (!isRight) throw refused(message);
}

/** Nothing is made in a namespace that is not there. */
export function noNamespace(namespace: string): CollectorError {
  return refused(`there is no namespace ${namespace}`);
}

function refused(message: string): CollectorError {
  const text = `the API server refuses it: ${message}`;
  return new CollectorError(kubernetesService.refused, text, { kind: "misconfigured" });
}

/** Whether two objects say the same, their metadata's versions aside: then a write changes nothing. */
export function saysTheSame(one: KubernetesObject, other: KubernetesObject): boolean {
  return canonical(one) === canonical(other);
}

function canonical(object: KubernetesObject): string {
  const { labels = {}, annotations = {} } = object.metadata;
  const content = "spec" in object ? object.spec : (object.data ?? {});
  return JSON.stringify([labels, annotations, content].map((part) => Object.entries(part).toSorted(byName)));
}

function byName([a]: [string, unknown], [b]: [string, unknown]): number {
  return a < b ? -1 : 1;
}
