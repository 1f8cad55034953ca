import type { TokenStorage } from "../src/index.ts";

/** A storage whose values a test can see. Several instances of the SDK over one of these are tabs of one browser. */
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

/** The same behind promises, each of which takes a few turns, as on a phone. */
export function slowStorage(values: Record<string, string> = {}): TokenStorage & { values: Record<string, string> } {
  const open = openStorage(values);
  const turns = async () => {
    for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
  };
  return {
    values,
    get: (key) => turns().then(() => open.get(key)),
    set: (key, value) => turns().then(() => open.set(key, value)),
    remove: (key) => turns().then(() => open.remove(key)),
  };
}
