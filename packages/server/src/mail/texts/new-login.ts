import { action, facts, paragraph } from "../compose-mail.ts";
import { exampleOccasion, mailText } from "../mail-text.ts";
import { say } from "../phrase.ts";

/** A login from a device that the account has not been used on. */
export const newLogin = mailText({
  page: "forgot-password",
  example: { ...exampleOccasion },
  write: ({ username, appName, link, ...occasion }) => ({
    subject: `New login to ${appName}`,
    blocks: [
      paragraph(say`Your account ${username} was logged in to from a device that it has not been used on before.`),
      facts({ username, ...occasion }),
      paragraph(say`If it was not you, choose a new password now: it signs out every device.`),
      action("Choose a new password", link),
    ],
  }),
});
