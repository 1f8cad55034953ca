import type { LevelUpError } from "@levelup/client";

/** How the app shows an error: messages at the fields, a notice above the form, or a countdown. */
export type ErrorPresentation =
  | { kind: "fields"; errors: Record<string, string> }
  | { kind: "notice"; notice: Notice }
  | { kind: "wait"; seconds: number }
  /** The gamer has closed the dialog that asks for the password: nothing was done, and nothing is to be said. */
  | { kind: "declined" }
  /** The session has ended: the app shows the login screen by itself. */
  | { kind: "signed-out" };

export type Notice = { title: string; text: string };

/** The wait if the server names none. */
const defaultWaitSeconds = 30;

/**
 * Decides how to show an error of the SDK.
 *
 * @param newPassword the name of the field in which the form asks for a new password
 */
export function presentError(error: LevelUpError, newPassword = "password"): ErrorPresentation {
  switch (error.code) {
    case "INVALID_INPUT":
      return error.issues.length ? fields(error.issues) : notice("Something is not right", error.message);
    case "USERNAME_TAKEN":
      return { kind: "fields", errors: { username: `${error.message} Choose another, or log in.` } };
    case "PASSWORD_TOO_SHORT":
    case "PASSWORD_TOO_LONG":
    case "PASSWORD_MALFORMED":
    case "PASSWORD_COMMON":
    case "PASSWORD_IS_USERNAME":
    case "PASSWORD_IS_EMAIL":
      return { kind: "fields", errors: { [newPassword]: error.message } };
    case "WRONG_PASSWORD":
      return { kind: "fields", errors: { currentPassword: error.message } };
    case "WRONG_CODE":
      return { kind: "fields", errors: { [error.field ?? "code"]: error.message } };
    case "CHALLENGE_INVALID":
      return notice("This took too long", "Or it was answered already. Start again.");
    case "PASSKEY_REFUSED":
      return notice("This passkey cannot be used here", "Use another one.");
    case "EMAIL_NOT_VERIFIED":
      return notice("Confirm your e-mail address first", "Your profile has a button that mails you the link again.");
    case "LIMIT_REACHED":
    case "LAST_CREDENTIAL":
      return notice("That is not possible", error.message);
    case "LINK_INVALID":
      return notice("This link does not work any more", "It has expired or was used already. Have another mail sent.");
    case "REAUTHENTICATION_REQUIRED":
      return { kind: "declined" };
    case "NOT_OFFERED":
      return notice("This server does not offer that", "Ask those who run it for help.");
    case "RATE_LIMITED":
      return { kind: "wait", seconds: error.retryAfterSeconds ?? defaultWaitSeconds };
    case "TOKEN_MISSING":
    case "TOKEN_INVALID":
    case "TOKEN_EXPIRED":
    case "ACCOUNT_INACTIVE":
    case "SESSION_CHANGED":
      return { kind: "signed-out" };
    case "NOT_FOUND":
      return notice("It is gone already", "Load the page again to see the current state.");
    case "OVERLOADED":
      return notice("The server is busy", "Nothing is lost. Try again in a moment.");
    case "UNAVAILABLE":
      return notice("The server cannot work just now", "It does not reach its database. Try again in a moment.");
    case "NETWORK":
      return notice("The server cannot be reached", "Check your connection, then try again.");
    case "PAYLOAD_TOO_LARGE":
      return notice("That is too much at once", "Shorten your text, then try again.");
    case "INTERNAL":
      return notice("Something went wrong on our side", withRequestId("Try again in a moment.", error.requestId));
    case "BATCH_REFUSED":
    case "FORBIDDEN":
    case "SCOPE_MISSING":
    case "METHOD_NOT_ALLOWED":
    case "UNSUPPORTED_MEDIA_TYPE":
      return notice("This page does not fit the server", withRequestId("Load the page again.", error.requestId));
    default:
      return unhandled(error.code);
  }
}

/** An error in one line, for a toast or a status line. Empty where the app says nothing. */
export function shortText(error: LevelUpError): string {
  const presentation = presentError(error);
  switch (presentation.kind) {
    case "notice":
      return `${presentation.notice.title}. ${presentation.notice.text}`;
    case "wait":
      return "Too many attempts. Wait a little, then try again.";
    case "fields":
      return error.message;
    case "signed-out":
    case "declined":
      return "";
  }
}

/** A code that the contract adds does not compile until it has a case above. */
function unhandled(code: never): ErrorPresentation {
  return notice("Something went wrong", `Try again in a moment. (${String(code)})`);
}

function notice(title: string, text: string): ErrorPresentation {
  return { kind: "notice", notice: { title, text } };
}

function withRequestId(text: string, requestId: string | undefined): string {
  return requestId ? `${text} If it stays, quote ${requestId}.` : text;
}

function fields(issues: LevelUpError["issues"]): ErrorPresentation {
  const errors: Record<string, string> = {};
  for (const issue of issues) errors[issue.field] ??= issue.message;
  return { kind: "fields", errors };
}
