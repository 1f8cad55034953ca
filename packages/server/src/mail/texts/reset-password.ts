import { action, facts, paragraph } from "../compose-mail.ts";
import { exampleOccasion, mailText } from "../mail-text.ts";
import { say } from "../phrase.ts";

/** The link that sets a new password. */
export const resetPassword = mailText({
  page: "reset-password",
  example: { ...exampleOccasion, code: `lu_reset_${"0123456789abcdef".repeat(3)}`, minutes: 60 },
  write: ({ username, appName, link, code, minutes, ...occasion }) => ({
    subject: `Choose a new password for ${appName}`,
    blocks: [
      paragraph(
        say`You asked for a new password for your account ${username}. Choose it within ${minutes} minutes, with this link:`,
      ),
      action("Choose a new password", link, code),
      facts({ username, ...occasion }),
      paragraph(say`If it was not you, do nothing: your password stays as it is.`),
    ],
  }),
});
