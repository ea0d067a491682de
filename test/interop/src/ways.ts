import type { OpenDynamoTable } from "@genai-collector/config/dynamodb";
import type { KubernetesResource, OpenKubernetes } from "@genai-collector/config/kubernetes";
import type { WayToServer } from "./way-to-server.ts";

/** The opener of one process, whose calls go by `way`. */
export function kubernetesBy(way: WayToServer, open: OpenKubernetes): OpenKubernetes {
  return async (config, settings) => {
    const client = await open(config, settings);
    return {
      configMaps: resourceBy(way, client.configMaps),
      leases: resourceBy(way, client.leases),
      close: () => client.close(),
    };
  };
}

function resourceBy<T>(way: WayToServer, resource: KubernetesResource<T>): KubernetesResource<T> {
  return {
    get: (name, signal) => way.read(signal, () => resource.get(name, signal)),
    list: (labels, signal) => way.read(signal, () => resource.list(labels, signal)),
    create: (object, signal) => way.write(signal, () => resource.create(object, signal)),
    replace: (object, signal) => way.write(signal, () => resource.replace(object, signal)),
    remove: (name, signal) => way.write(signal, () => resource.remove(name, signal)),
  };
}

/** The opener of one process, whose calls go by `way`. */
export function dynamoBy(way: WayToServer, open: OpenDynamoTable): OpenDynamoTable {
  return async (config, settings) => {
    const table = await open(config, settings);
    return {
      get: (pk, signal) => way.read(signal, () => table.get(pk, signal)),
      put: (item, expected, signal) => way.write(signal, () => table.put(item, expected, signal)),
      remove: (pk, expected, signal) => way.write(signal, () => table.remove(pk, expected, signal)),
      close: () => table.close(),
    };
  };
}
