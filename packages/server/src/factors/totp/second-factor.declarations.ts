import { SecondFactors } from "./20261130_second_factors.ts";
import { RecoveryCode } from "./recovery-code.entity.ts";
import { SecondFactor } from "./second-factor.entity.ts";
import { secondFactorText } from "./second-factor-text.ts";

/** What the authenticator app adds to the lists of the app. */
export const secondFactorDeclarations = {
  entities: [SecondFactor, RecoveryCode],
  migrations: [{ name: "20261130_second_factors", class: SecondFactors }],
  auditEvents: [
    "second_factor_challenge",
    "second_factor_use",
    "second_factor_enable",
    "second_factor_disable",
    "recovery_code_use",
    "recovery_codes_create",
    "keys_rotate",
  ],
  mailTexts: { "second-factor": secondFactorText },
} as const;
