import type { SignedOutReason } from "@levelup/client";
import { useSession } from "@levelup/client/react";
import classes from "./signed-out-note.module.css";

/** Says why the session ended, unless the gamer logged out here. */
export function SignedOutNote() {
  const session = useSession();
  const message = session.status === "signedOut" && session.reason ? messageFor(session.reason) : undefined;
  return message && <p className={classes.note}>{message}</p>;
}

function messageFor(reason: SignedOutReason): string | undefined {
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
