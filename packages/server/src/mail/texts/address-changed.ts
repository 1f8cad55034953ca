import { action, facts, paragraph } from "../compose-mail.ts";
import { exampleOccasion, mailText } from "../mail-text.ts";
import { say } from "../phrase.ts";

/** To the old address: it is no longer the account's. */
export const addressChanged = mailText({
  page: "security",
  example: { ...exampleOccasion, event: "changed" as "changed" | "removed" },
  write: ({ username, event, appName, link, ...occasion }) => ({
    subject: `Your address for ${appName} was ${event}`,
    blocks: [
      paragraph(
        event === "changed"
          ? say`Your account ${username} has another e-mail address now. This one no longer gets its mails.`
          : say`Your account ${username} has no e-mail address any more. You cannot get back in by mail if you forget your password.`,
      ),
      facts({ username, ...occasion }),
      paragraph(
        say`If it was not you, change your password now. If it no longer works, ask the people who run ${appName} for help.`,
      ),
      action("Change your password", link),
    ],
  }),
});
