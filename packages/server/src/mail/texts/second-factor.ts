import { action, facts, paragraph } from "../compose-mail.ts";
import { exampleOccasion, mailText } from "../mail-text.ts";
import { type Phrase, say } from "../phrase.ts";

type Event = "on" | "off" | "recovery";

const subjects: Record<Event, string> = {
  on: "Two-step login is on",
  off: "Two-step login is off",
  recovery: "A recovery code was used",
};

/** The second factor was switched on or off, or a recovery code stood in for it. */
export const secondFactor = mailText({
  page: "forgot-password",
  example: { ...exampleOccasion, event: "on" as Event, codesLeft: 9 },
  write: ({ username, event, codesLeft, appName, link, ...occasion }) => ({
    subject: `${subjects[event]} for ${appName}`,
    blocks: [
      paragraph(describe(username, event, codesLeft)),
      facts({ username, ...occasion }),
      paragraph(say`If it was not you, choose a new password now: it signs out every device.`),
      action("Choose a new password", link),
    ],
  }),
});

function describe(username: string, event: Event, codesLeft: number): Phrase {
  if (event === "on") return say`Logging in to your account ${username} now takes a code from your authenticator app.`;
  if (event === "off") return say`Logging in to your account ${username} now takes the password alone.`;
  return say`A recovery code was used to log in to your account ${username}. Recovery codes left: ${codesLeft}.`;
}
