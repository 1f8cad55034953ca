import { action, facts, paragraph } from "../compose-mail.ts";
import { exampleOccasion, mailText } from "../mail-text.ts";
import { say } from "../phrase.ts";

/** The link that gives an account a new address. */
export const confirmNewAddress = mailText({
  page: "confirm-email",
  example: {
    ...exampleOccasion,
    newAddress: "ada@new.example",
    code: `lu_verify_${"0123456789abcdef".repeat(3)}`,
    days: 7,
  },
  write: ({ username, newAddress, appName, link, code, days, ...occasion }) => ({
    subject: `Confirm your new address for ${appName}`,
    blocks: [
      paragraph(
        say`Your account ${username} is to use ${newAddress} as its e-mail address. Confirm it within ${days} days; until then the old address stays:`,
      ),
      action("Confirm the new address", link, code),
      facts({ username, ...occasion }),
      paragraph(say`If it was not you, do nothing: the account does not get this address.`),
    ],
  }),
});
