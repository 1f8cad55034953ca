import type { Clock } from "../clock.ts";
import { createDeviceIds, newDeviceName } from "./device-id.ts";
import type { ThrottleSettings } from "./throttle.settings.ts";

/** Names of the devices that are known to an account, the one that logged in last at the end. */
type DeviceNames = readonly string[];

/** A device by the account that it has logged in to and its name there. */
export type DeviceName = { userId: number; name: string };

export type Devices = {
  /** Whether an id was made here, for whatever account; no database is asked. */
  isGenuine(deviceId: string | undefined): boolean;
  /** The device that an id was made for, whether or not the account still knows it; no database is asked. */
  identify(deviceId: string | undefined): DeviceName | null;
  /** The name of the device that an id was made for, if the account still knows it; else null. */
  known(owner: { id: number; devices: DeviceNames }, deviceId: string | undefined): string | null;
  /** The devices that are known once one has logged in, and its name: a new one for a device that was unknown. */
  remember(devices: DeviceNames, known: string | null): { devices: string[]; name: string };
  /** A new id for a known device. */
  idOf(userId: number, name: string): string;
};

const dayMs = 24 * 60 * 60 * 1000;
/** By so much the clocks of replicas may differ. */
const clockToleranceMs = 60 * 1000;

/** The devices that are known to accounts: few of each, so that an account cannot collect counters of its own. */
export function createDevices({
  secret,
  settings: { deviceDays, devicesPerUser },
  clock,
}: {
  secret: Buffer;
  settings: Pick<ThrottleSettings, "deviceDays" | "devicesPerUser">;
  clock: Clock;
}): Devices {
  const ids = createDeviceIds(secret);

  function identify(deviceId: string | undefined): DeviceName | null {
    const device = ids.read(deviceId);
    if (device === null) return null;
    const ageMs = clock.now().getTime() - device.issuedAt;
    return ageMs >= -clockToleranceMs && ageMs < deviceDays * dayMs ? device : null;
  }

  return {
    isGenuine: (deviceId) => ids.read(deviceId) !== null,
    identify,
    known({ id, devices }, deviceId) {
      const device = identify(deviceId);
      return device?.userId === id && devices.includes(device.name) ? device.name : null;
    },
    remember(devices, known) {
      const name = known ?? newDeviceName();
      const others = devices.filter((other) => other !== name);
      return { name, devices: [...others, name].slice(-devicesPerUser) };
    },
    idOf: (userId, name) => ids.write({ userId, name, issuedAt: clock.now().getTime() }),
  };
}
