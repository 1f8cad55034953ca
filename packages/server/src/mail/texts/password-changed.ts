import { action, facts, list, paragraph } from "../compose-mail.ts";
import { exampleOccasion, mailText } from "../mail-text.ts";
import { say } from "../phrase.ts";

/** The password was replaced, and what opens the account without it. */
export const passwordChanged = mailText({
  page: "forgot-password",
  example: {
    ...exampleOccasion,
    event: "changed" as "changed" | "reset",
    passkeys: ["Phone"] as readonly string[],
    apiTokens: ["Nightly report"] as readonly string[],
  },
  write: ({ username, event, passkeys, apiTokens, appName, link, ...occasion }) => ({
    subject: `Your password for ${appName} was ${event}`,
    blocks: [
      paragraph(
        event === "changed"
          ? say`The password of your account ${username} was changed. Every other device was signed out.`
          : say`The password of your account ${username} was reset with a link from a mail. Every device was signed out.`,
      ),
      facts({ username, ...occasion }),
      ...stillOpening(passkeys, apiTokens),
      paragraph(say`If it was not you, choose a new password now: it signs out every device.`),
      action("Choose a new password", link),
    ],
  }),
});

function stillOpening(passkeys: readonly string[], apiTokens: readonly string[]) {
  const items = [
    ...passkeys.map((name) => say`the passkey “${name}”`),
    ...apiTokens.map((name) => say`the API token “${name}”`),
  ];
  if (items.length === 0) return [];
  return [paragraph(say`The account can still be used without the password, with:`), list(items)];
}
