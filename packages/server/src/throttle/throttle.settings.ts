import { z } from "zod";
import { createSecret, type Secret } from "../settings/secret.ts";
import { wholeNumber } from "../settings/whole-number.ts";
import type { Limit } from "./attempts.ts";

const burst = (fallback: number, what: string) => wholeNumber(fallback, 1, 1_000_000).describe(`${what}: at once`);
const perHour = (fallback: number, what: string) =>
  wholeNumber(fallback, 1, 1_000_000).describe(`${what}: an hour, in the long run`);

/** How often something may be tried: so many at once, then after growing waits, so many an hour. */
export const throttleVariables = {
  ACCOUNT_FAILURES_BURST: burst(10, "Failed logins of an account from devices unknown to it"),
  ACCOUNT_FAILURES_PER_HOUR: perHour(3, "Failed logins of an account from devices unknown to it"),
  DEVICE_FAILURES_BURST: burst(10, "Failed logins of an account from a device known to it"),
  DEVICE_FAILURES_PER_HOUR: perHour(6, "Failed logins of an account from a device known to it"),
  ADDRESS_FAILURES_BURST: burst(50, "Failed logins from an address (IPv6: a /64)"),
  ADDRESS_FAILURES_PER_HOUR: perHour(120, "Failed logins from an address (IPv6: a /64)"),
  INSTANCE_FAILURES_BURST: burst(5000, "Failed logins from all unknown devices together"),
  INSTANCE_FAILURES_PER_HOUR: perHour(10_000, "Failed logins from all unknown devices together"),
  REGISTRATIONS_BURST: burst(30, "Registrations from an address (IPv6: a /64)"),
  REGISTRATIONS_PER_HOUR: perHour(30, "Registrations from an address (IPv6: a /64)"),
  PASSWORD_CHANGES_BURST: burst(10, "Password changes of an account, right or wrong"),
  PASSWORD_CHANGES_PER_HOUR: perHour(6, "Password changes of an account, right or wrong"),
  DEVICE_SECRET: z
    .string()
    .min(32, "must be at least 32 characters")
    .optional()
    .describe("Signs device ids; without it the database keeps one that was made up"),
  DEVICE_DAYS: wholeNumber(180, 1, 3650).describe("For so long after a login a device is known to the account"),
};

export type CounterName = "account" | "device" | "address" | "instance" | "registration" | "passwordChange";

export type ThrottleSettings = {
  limits: Record<CounterName, Limit>;
  /** Null for one that the database keeps. */
  deviceSecret: Secret | null;
  deviceDays: number;
};

type Variables = z.output<z.ZodObject<typeof throttleVariables>>;

export function readThrottleSettings(env: Variables): ThrottleSettings {
  return {
    limits: {
      account: { burst: env.ACCOUNT_FAILURES_BURST, perHour: env.ACCOUNT_FAILURES_PER_HOUR },
      device: { burst: env.DEVICE_FAILURES_BURST, perHour: env.DEVICE_FAILURES_PER_HOUR },
      address: { burst: env.ADDRESS_FAILURES_BURST, perHour: env.ADDRESS_FAILURES_PER_HOUR },
      instance: { burst: env.INSTANCE_FAILURES_BURST, perHour: env.INSTANCE_FAILURES_PER_HOUR },
      registration: { burst: env.REGISTRATIONS_BURST, perHour: env.REGISTRATIONS_PER_HOUR },
      passwordChange: { burst: env.PASSWORD_CHANGES_BURST, perHour: env.PASSWORD_CHANGES_PER_HOUR },
    },
    deviceSecret: env.DEVICE_SECRET === undefined ? null : createSecret(env.DEVICE_SECRET),
    deviceDays: env.DEVICE_DAYS,
  };
}
