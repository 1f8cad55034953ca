import type { SignedOutReason } from "@levelup/client";
import { useSession } from "@levelup/client/react";
import classes from "./signed-out-note.module.css";

/** Why one is on the login screen, where one did not ask for it. */
export function SignedOutNote() {
  const session = useSession();
  const words = session.status === "signedOut" && session.reason ? wordsFor(session.reason) : undefined;
  return words && <p className={classes.note}>{words}</p>;
}

function wordsFor(reason: SignedOutReason): string | undefined {
  switch (reason) {
    case "LOGOUT":
      return undefined;
    case "OTHER_TAB":
      return "You logged out in another tab.";
    case "TOKEN_INVALID":
    case "TOKEN_MISSING":
      return "This device was logged out. Log in to go on.";
    case "TOKEN_EXPIRED":
      return "You have been away for a while. Log in to go on.";
    case "ACCOUNT_INACTIVE":
      return "This account is not active.";
  }
}
