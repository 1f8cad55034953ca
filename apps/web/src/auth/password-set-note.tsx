import { useLocation } from "react-router";
import classes from "./signed-out-note.module.css";

/** What the login screen is told, in the state of its location, after a new password was set by mail. */
export type PasswordSet = { passwordSetFor: string };

/** The username whose password was just set by mail; empty if none was. */
export function usePasswordSetFor(): string {
  const { state } = useLocation() as { state: Partial<PasswordSet> | null };
  return state?.passwordSetFor ?? "";
}

export function PasswordSetNote() {
  return (
    <p className={classes.note} role="alert">
      Your new password is set. Log in with it.
    </p>
  );
}
