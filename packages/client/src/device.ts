import { isToken, type TolerantStorage } from "./storage.ts";

/**
 * The id that a login answered. The next login sends it, so that failed attempts from elsewhere do not lock this device
 * out. It grants no access, stays at logout, and belongs to the last account that logged in here.
 */
export type Device = { id(): Promise<string | undefined>; remember(id: string): void };

const storageKey = "lu_device";

export function createDevice(storage: TolerantStorage): Device {
  return {
    id: () => new Promise((resolve) => storage.read(storageKey, (id) => resolve(id && isToken(id) ? id : undefined))),
    remember: (id) => storage.write(storageKey, id),
  };
}
