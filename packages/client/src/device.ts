import { isToken, type TolerantStorage } from "./storage.ts";

/**
 * What tells this device from strangers at its next login, so that their failed attempts on the account do not lock it
 * out. It opens nothing, and stays when the gamer logs out. The last account that logged in here has it.
 */
export type Device = { id(): Promise<string | undefined>; remember(id: string): void };

const storageKey = "lu_device";

export function createDevice(storage: TolerantStorage): Device {
  return {
    id: () => new Promise((resolve) => storage.read(storageKey, (id) => resolve(id && isToken(id) ? id : undefined))),
    remember: (id) => storage.write(storageKey, id),
  };
}
