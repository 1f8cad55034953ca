import { z } from "zod";
import { type FactorLimits, factorLimitVariables, readFactorLimits } from "../factors/factor.declarations.ts";
import { createSecret, type Secret } from "../settings/secret.ts";
import { wholeNumber } from "../settings/whole-number.ts";
import type { Limit } from "./count-attempt.ts";
import { burst, perHour } from "./limit-variables.ts";

/**
 * How often something may be tried: so many at once, then after waits, so many an hour. The limits of an account's
 * failures, from unknown and from known devices, add up to fewer than 100 guesses a day.
 */
export const throttleVariables = {
  ACCOUNT_FAILURES_BURST: burst(35, "Failed logins of an account from devices unknown to it"),
  ACCOUNT_FAILURES_PER_HOUR: perHour(1, "Failed logins of an account from devices unknown to it"),
  ACCOUNT_ADDRESS_FAILURES_BURST: burst(
    5,
    "Failed logins of an account from unknown devices at one address (IPv6: a /48)",
  ),
  ACCOUNT_ADDRESS_FAILURES_PER_HOUR: perHour(
    1,
    "Failed logins of an account from unknown devices at one address (IPv6: a /48)",
  ),
  DEVICES_FAILURES_BURST: burst(12, "Failed logins of an account from all devices known to it"),
  DEVICES_FAILURES_PER_HOUR: perHour(1, "Failed logins of an account from all devices known to it"),
  DEVICE_FAILURES_BURST: burst(5, "Failed logins of an account from one device known to it"),
  DEVICE_FAILURES_PER_HOUR: perHour(6, "Failed logins of an account from one device known to it"),
  ADDRESS_FAILURES_BURST: burst(
    50,
    "Failed logins from an address (IPv6: a /64; a /56 has twice as many, a /48 three times)",
  ),
  ADDRESS_FAILURES_PER_HOUR: perHour(
    120,
    "Failed logins from an address (IPv6: a /64; a /56 has twice as many, a /48 three times)",
  ),
  INSTANCE_FAILURES_BURST: burst(5000, "Failed logins from all unknown devices together"),
  INSTANCE_FAILURES_PER_HOUR: perHour(10_000, "Failed logins from all unknown devices together"),
  ACCOUNT_LOGINS_BURST: burst(60, "Right logins of an account"),
  ACCOUNT_LOGINS_PER_HOUR: perHour(60, "Right logins of an account"),
  ADDRESS_LOGINS_BURST: burst(1000, "Right logins from an address by unknown devices (IPv6 as ADDRESS_FAILURES)"),
  ADDRESS_LOGINS_PER_HOUR: perHour(3600, "Right logins from an address by unknown devices (IPv6 as ADDRESS_FAILURES)"),
  REGISTRATIONS_BURST: burst(30, "Registrations from an address (IPv6 as ADDRESS_FAILURES)"),
  REGISTRATIONS_PER_HOUR: perHour(30, "Registrations from an address (IPv6 as ADDRESS_FAILURES)"),
  PROOFS_BURST: burst(20, "Password changes and proofs of identity of an account, right or wrong"),
  PROOFS_PER_HOUR: perHour(2, "Password changes and proofs of identity of an account, right or wrong"),
  TOKEN_PROOFS_BURST: burst(5, "Password changes and proofs of identity by one token, right or wrong"),
  TOKEN_PROOFS_PER_HOUR: perHour(1, "Password changes and proofs of identity by one token, right or wrong"),
  ...factorLimitVariables,
  RESETS_BURST: burst(3, "Requests for a new password for one name or address, by all strangers or by one device"),
  RESETS_PER_HOUR: perHour(3, "Requests for a new password for one name or address, by all strangers or by one device"),
  ADDRESS_RESETS_BURST: burst(
    20,
    "Requests for a new password and uses of links from an address (IPv6 as ADDRESS_FAILURES)",
  ),
  ADDRESS_RESETS_PER_HOUR: perHour(
    20,
    "Requests for a new password and uses of links from an address (IPv6 as ADDRESS_FAILURES)",
  ),
  INSTANCE_RESETS_BURST: burst(300, "Requests for a new password by all strangers together"),
  INSTANCE_RESETS_PER_HOUR: perHour(2000, "Requests for a new password by all strangers together"),
  ACCOUNT_MAILS_BURST: burst(5, "Links to confirm an address that an account asks for"),
  ACCOUNT_MAILS_PER_HOUR: perHour(6, "Links to confirm an address that an account asks for"),
  ACCOUNT_CHANGES_BURST: burst(100, "Other changes of an account: its profile and its tokens"),
  ACCOUNT_CHANGES_PER_HOUR: perHour(600, "Other changes of an account: its profile and its tokens"),
  DEVICE_SECRET: z
    .string()
    .min(32, "must be at least 32 characters")
    .optional()
    .describe("Signs device ids; without it the database keeps one that was made up"),
  DEVICE_DAYS: wholeNumber(180, 1, 3650).describe("For so long after a login a device is known to the account"),
  DEVICES_PER_USER: wholeNumber(10, 1, 100).describe(
    "Devices that are known to an account; a login from a further one removes the oldest",
  ),
};

export type CounterName =
  | "account"
  | "accountAddress"
  | "devices"
  | "device"
  | "address"
  | "instance"
  | "accountLogins"
  | "addressLogins"
  | "registration"
  | "proof"
  | "tokenProof"
  | keyof FactorLimits
  | "resetAsked"
  | "resetAddress"
  | "resetInstance"
  | "mail"
  | "accountChange";

export type ThrottleSettings = {
  limits: Record<CounterName, Limit>;
  /** Null for one that the database keeps. */
  deviceSecret: Secret | null;
  deviceDays: number;
  devicesPerUser: number;
};

type Variables = z.output<z.ZodObject<typeof throttleVariables>>;

export function readThrottleSettings(env: Variables): ThrottleSettings {
  return {
    limits: {
      // Several addresses or devices share these: a wait that grew from a second on would be one address's to use up.
      account: { burst: env.ACCOUNT_FAILURES_BURST, perHour: env.ACCOUNT_FAILURES_PER_HOUR, grows: false },
      devices: { burst: env.DEVICES_FAILURES_BURST, perHour: env.DEVICES_FAILURES_PER_HOUR, grows: false },
      proof: { burst: env.PROOFS_BURST, perHour: env.PROOFS_PER_HOUR, grows: false },
      ...readFactorLimits(env),
      accountAddress: { burst: env.ACCOUNT_ADDRESS_FAILURES_BURST, perHour: env.ACCOUNT_ADDRESS_FAILURES_PER_HOUR },
      device: { burst: env.DEVICE_FAILURES_BURST, perHour: env.DEVICE_FAILURES_PER_HOUR },
      address: { burst: env.ADDRESS_FAILURES_BURST, perHour: env.ADDRESS_FAILURES_PER_HOUR },
      instance: { burst: env.INSTANCE_FAILURES_BURST, perHour: env.INSTANCE_FAILURES_PER_HOUR },
      accountLogins: { burst: env.ACCOUNT_LOGINS_BURST, perHour: env.ACCOUNT_LOGINS_PER_HOUR },
      addressLogins: { burst: env.ADDRESS_LOGINS_BURST, perHour: env.ADDRESS_LOGINS_PER_HOUR },
      registration: { burst: env.REGISTRATIONS_BURST, perHour: env.REGISTRATIONS_PER_HOUR },
      tokenProof: { burst: env.TOKEN_PROOFS_BURST, perHour: env.TOKEN_PROOFS_PER_HOUR },
      resetAsked: { burst: env.RESETS_BURST, perHour: env.RESETS_PER_HOUR, grows: false },
      resetAddress: { burst: env.ADDRESS_RESETS_BURST, perHour: env.ADDRESS_RESETS_PER_HOUR },
      resetInstance: { burst: env.INSTANCE_RESETS_BURST, perHour: env.INSTANCE_RESETS_PER_HOUR },
      mail: { burst: env.ACCOUNT_MAILS_BURST, perHour: env.ACCOUNT_MAILS_PER_HOUR },
      accountChange: { burst: env.ACCOUNT_CHANGES_BURST, perHour: env.ACCOUNT_CHANGES_PER_HOUR },
    },
    deviceSecret: env.DEVICE_SECRET === undefined ? null : createSecret(env.DEVICE_SECRET),
    deviceDays: env.DEVICE_DAYS,
    devicesPerUser: env.DEVICES_PER_USER,
  };
}
