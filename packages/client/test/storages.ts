import type { TokenStorage } from "../src/index.ts";

type StoredValues = Partial<Record<"lu_token" | "lu_rotated" | "lu_device" | "lu_revoke", string>>;

/** Values as the SDK stores them for the server at `url`, by default the fake one. */
export function stored(values: StoredValues, url = "http://levelup.test/trpc"): Record<string, string> {
  const suffix = url.replaceAll(":", "_3a").replaceAll("/", "_2f");
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [`${key}_${suffix}`, value]));
}

/** A storage whose values a test can read. Instances of the SDK that share one behave like tabs of one browser. */
export function openStorage(values: Record<string, string> = {}): TokenStorage & { values: Record<string, string> } {
  return {
    values,
    get: (key) => values[key],
    set: (key, value) => {
      values[key] = value;
    },
    remove: (key) => {
      delete values[key];
    },
  };
}

/** The same with promises, as on a phone; a write takes longer than a later removal. */
export function slowStorage(values: Record<string, string> = {}): TokenStorage & { values: Record<string, string> } {
  const open = openStorage(values);
  const turns = async (count: number) => {
    for (let turn = 0; turn < count; turn += 1) await Promise.resolve();
  };
  return {
    values,
    get: (key) => turns(5).then(() => open.get(key)),
    set: (key, value) => turns(20).then(() => open.set(key, value)),
    remove: (key) => turns(5).then(() => open.remove(key)),
  };
}
