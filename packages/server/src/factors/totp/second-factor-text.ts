import { action, facts, paragraph } from "../../mail/compose-mail.ts";
import { exampleOccasion, mailText } from "../../mail/mail-text.ts";
import { type Phrase, say } from "../../mail/phrase.ts";

const subjects = {
  on: "Two-step login is on",
  off: "Two-step login is off",
  codes: "You have new recovery codes",
  recovery: "A recovery code was used",
  wrong: "Wrong codes at your login",
};

type Event = keyof typeof subjects;

/** What happened, of a text that a mail was queued with. @throws Error for any other. */
export function secondFactorEvent(text: string | undefined): Event {
  if (text !== undefined && Object.hasOwn(subjects, text)) return text as Event;
  throw new Error(`a mail about the second factor was queued with the event ${text}`);
}

/** The second factor was switched on or off, its recovery codes were replaced or used, or someone guesses codes. */
export const secondFactorText = mailText({
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
  if (event === "codes")
    return say`New recovery codes were made for your account ${username}. The old ones are no longer valid.`;
  if (event === "wrong") {
    return say`Someone entered the right password of your account ${username}, and then five wrong codes. The account is safe as long as the codes are, but the password is known.`;
  }
  return say`A recovery code was used to log in to your account ${username}. Recovery codes left: ${codesLeft}.`;
}
