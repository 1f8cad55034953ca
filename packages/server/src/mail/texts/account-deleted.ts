import { facts, paragraph } from "../compose-mail.ts";
import { exampleOccasion, mailText } from "../mail-text.ts";
import { say } from "../phrase.ts";

/** The account is gone. */
export const accountDeleted = mailText({
  page: "",
  example: { ...exampleOccasion },
  write: ({ username, appName, ...occasion }) => ({
    subject: `Your ${appName} account is deleted`,
    blocks: [
      paragraph(say`Your account ${username} is deleted, with everything that belonged to it. This cannot be undone.`),
      facts({ username, ...occasion }),
      paragraph(say`If it was not you, tell the people who run ${appName} at once.`),
    ],
  }),
});
