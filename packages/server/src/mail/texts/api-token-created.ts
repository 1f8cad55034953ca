import { action, facts, paragraph } from "../compose-mail.ts";
import { formatTime } from "../format-value.ts";
import { exampleOccasion, mailText } from "../mail-text.ts";
import { say } from "../phrase.ts";

/** An API token was created. */
export const apiTokenCreated = mailText({
  page: "security",
  example: {
    ...exampleOccasion,
    token: "Nightly report",
    scopes: ["account:read"] as readonly string[],
    expiresAt: new Date("2027-11-29T14:05:00Z") as Date | null,
  },
  write: ({ username, token, scopes, expiresAt, appName, link, ...occasion }) => ({
    subject: `An API token was created for ${appName}`,
    blocks: [
      paragraph(
        say`The API token “${token}” was created for your account ${username}. Programs use it instead of the password, for: ${scopes.join(", ")}.`,
      ),
      paragraph(expiresAt === null ? say`It does not expire.` : say`It expires on ${formatTime(expiresAt)}.`),
      facts({ username, ...occasion }),
      paragraph(say`If it was not you, revoke the token and change your password now, in your security settings.`),
      action("Open your security settings", link),
    ],
  }),
});
