import type { LevelUpError } from "@levelup/client";

/** What the app makes of an error: words at the fields it is about, words above the form, or a wait. */
export type Refusal =
  | { kind: "fields"; errors: Record<string, string> }
  | { kind: "notice"; notice: Notice }
  | { kind: "wait"; seconds: number }
  /** The session is over: the app leads to the login screen by itself. */
  | { kind: "signed-out" };

export type Notice = { title: string; text: string };

/** How long to wait where a server that is too busy does not say. */
const defaultWaitSeconds = 30;

/**
 * @param newPassword the form's name for the field in which a password is chosen
 */
export function refusalOf(failure: LevelUpError, newPassword = "password"): Refusal {
  switch (failure.code) {
    case "INVALID_INPUT":
      return failure.issues.length ? fields(failure.issues) : notice("Something is not right", failure.message);
    case "USERNAME_TAKEN":
      return { kind: "fields", errors: { username: `${failure.message} Choose another, or log in.` } };
    case "PASSWORD_TOO_SHORT":
    case "PASSWORD_TOO_LONG":
    case "PASSWORD_MALFORMED":
    case "PASSWORD_COMMON":
    case "PASSWORD_IS_USERNAME":
    case "PASSWORD_IS_EMAIL":
      return { kind: "fields", errors: { [newPassword]: failure.message } };
    case "WRONG_PASSWORD":
      return { kind: "fields", errors: { currentPassword: failure.message } };
    case "RATE_LIMITED":
      return { kind: "wait", seconds: failure.retryAfterSeconds ?? defaultWaitSeconds };
    case "TOKEN_MISSING":
    case "TOKEN_INVALID":
    case "TOKEN_EXPIRED":
    case "ACCOUNT_INACTIVE":
    case "SESSION_CHANGED":
      return { kind: "signed-out" };
    case "NOT_FOUND":
      return notice("It is gone already", "Load the page again to see how things stand.");
    case "OVERLOADED":
      return notice("The server is busy", "Nothing is lost. Try again in a moment.");
    case "UNAVAILABLE":
      return notice("The server cannot work just now", "It does not reach its database. Try again in a moment.");
    case "NETWORK":
      return notice("The server cannot be reached", "Check your connection, then try again.");
    case "PAYLOAD_TOO_LARGE":
      return notice("That is too much at once", "Shorten your text, then try again.");
    case "INTERNAL":
      return notice("Something went wrong on our side", quote("Try again in a moment.", failure.requestId));
    case "BATCH_REFUSED":
    case "FORBIDDEN":
    case "METHOD_NOT_ALLOWED":
    case "UNSUPPORTED_MEDIA_TYPE":
      return notice("This page does not fit the server", quote("Load the page again.", failure.requestId));
    default:
      return unhandled(failure.code);
  }
}

/** A code that the contract gains does not compile here until it has words. */
function unhandled(code: never): Refusal {
  return notice("Something went wrong", `Try again in a moment. (${String(code)})`);
}

function notice(title: string, text: string): Refusal {
  return { kind: "notice", notice: { title, text } };
}

function quote(text: string, requestId: string | undefined): string {
  return requestId ? `${text} If it stays, quote ${requestId}.` : text;
}

function fields(issues: LevelUpError["issues"]): Refusal {
  const errors: Record<string, string> = {};
  for (const issue of issues) errors[issue.field] ??= issue.message;
  return { kind: "fields", errors };
}
