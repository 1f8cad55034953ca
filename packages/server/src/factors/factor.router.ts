/** The list of factors: their procedures. See factor.declarations.ts. */

import { passkeyAuthProcedures, passkeysRouter } from "./passkeys/passkeys.router.ts";
import { secondFactorAuthProcedures, secondFactorRouter } from "./totp/second-factor.router.ts";

export const factorRouters = { passkeys: passkeysRouter, secondFactor: secondFactorRouter };

/** Those of `auth`. */
export const factorAuthProcedures = { ...secondFactorAuthProcedures, ...passkeyAuthProcedures };
