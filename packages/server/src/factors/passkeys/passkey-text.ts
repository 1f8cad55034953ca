import { action, facts, paragraph } from "../../mail/compose-mail.ts";
import { exampleOccasion, mailText } from "../../mail/mail-text.ts";
import { say } from "../../mail/phrase.ts";

/** A passkey was added or removed. */
export const passkeyText = mailText({
  page: "security",
  example: { ...exampleOccasion, event: "added" as "added" | "removed", passkey: "Phone" },
  write: ({ username, event, passkey: name, appName, link, ...occasion }) => ({
    subject: `A passkey was ${event} for ${appName}`,
    blocks: [
      paragraph(
        event === "added"
          ? say`The passkey “${name}” was added to your account ${username}. It logs in without the password.`
          : say`The passkey “${name}” was removed from your account ${username}. It no longer logs in.`,
      ),
      facts({ username, ...occasion }),
      paragraph(
        event === "added"
          ? say`If it was not you, remove the passkey and change your password now, in your security settings.`
          : say`If it was not you, change your password now, in your security settings.`,
      ),
      action("Open your security settings", link),
    ],
  }),
});
