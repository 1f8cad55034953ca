import { notice } from "../../accounts/mail-of-account.ts";
import { countRecoveryCodes } from "./recovery-codes.ts";
import { secondFactorEvent } from "./second-factor-text.ts";

export const secondFactorMails = {
  second_factor: notice(async ({ em, user, occasion, event }) => {
    const values = { ...occasion, event: secondFactorEvent(event), codesLeft: await countRecoveryCodes(em, user.id) };
    return { text: "second-factor", values };
  }),
};
