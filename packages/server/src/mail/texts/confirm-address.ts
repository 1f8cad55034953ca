import { action, facts, paragraph } from "../compose-mail.ts";
import { exampleOccasion, mailText } from "../mail-text.ts";
import { say } from "../phrase.ts";

/** The link that confirms the address of an account. */
export const confirmAddress = mailText({
  page: "confirm-email",
  example: { ...exampleOccasion, code: `lu_verify_${"0123456789abcdef".repeat(3)}`, days: 7 },
  write: ({ username, appName, link, code, days, ...occasion }) => ({
    subject: `Confirm your address for ${appName}`,
    blocks: [
      paragraph(
        say`Your account ${username} has this e-mail address. Confirm it within ${days} days, so that you can get back in if you forget your password:`,
      ),
      action("Confirm the address", link, code),
      facts({ username, ...occasion }),
      paragraph(say`If it was not you, do nothing: the address stays unconfirmed.`),
    ],
  }),
});
