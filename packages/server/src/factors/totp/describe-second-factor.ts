import type { AccountSecurity } from "@levelup/contract";
import type { Em } from "../../db/database.ts";
import { countRecoveryCodes } from "./recovery-codes.ts";
import { findActive } from "./second-step.ts";

/** What the owner of an account is told of its authenticator app. */
export async function describeSecondFactor(
  em: Em,
  userId: number,
): Promise<Pick<AccountSecurity, "secondFactor" | "secondFactorSince" | "recoveryCodesLeft">> {
  const factor = await findActive(em, userId);
  return {
    secondFactor: factor !== null,
    secondFactorSince: factor?.activatedAt?.toISOString() ?? null,
    recoveryCodesLeft: factor === null ? 0 : await countRecoveryCodes(em, userId),
  };
}
