import type { Capability, ComponentId, Host, Provided } from "@genai-collector/component";

/** A host with these extensions, by ID. */
export function createHost(provided: Readonly<Record<ComponentId, readonly Provided[]>> = {}): Host {
  const find = <T>(capability: Capability<T>, id: ComponentId): T | undefined =>
    provided[id]?.find(({ key }) => key === capability.key)?.implementation as T | undefined;
  return {
    extension: <T>(capability: Capability<T>, id: ComponentId): T => {
      const found = find(capability, id);
      if (found === undefined) throw new Error(`no extension ${id} that provides ${capability.key}`);
      return found;
    },
    extensions: <T>(capability: Capability<T>): ReadonlyMap<ComponentId, T> => {
      const found = new Map<ComponentId, T>();
      for (const id of Object.keys(provided)) {
        const implementation = find(capability, id);
        if (implementation !== undefined) found.set(id, implementation);
      }
      return found;
    },
  };
}
