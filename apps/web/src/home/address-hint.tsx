import type { Account } from "@levelup/client";
import { useLocalStorage } from "@mantine/hooks";
import { Link } from "react-router";
import { useMailOffered } from "../auth/use-mail-offered.ts";
import classes from "./address-hint.module.css";

/** One line while a forgotten password could not be replaced by mail. Once dismissed, it stays away on this device. */
export function AddressHint({ account }: { account: Account }) {
  const mailOffered = useMailOffered();
  const [dismissed, setDismissed] = useLocalStorage({
    key: `lu_address_hint_${account.id}`,
    defaultValue: false,
    getInitialValueInEffect: false,
  });
  if (account.emailVerified || !mailOffered || dismissed) return null;

  function dismiss() {
    setDismissed(true);
    document.querySelector<HTMLElement>("main h1")?.focus();
  }

  return (
    <p className={classes.hint}>
      <span>
        <Link to="/profile">{account.email ? "Confirm your address" : "Add an address"}</Link>, so that you can get back
        in.
      </span>
      <button type="button" className={classes.dismiss} aria-label="Dismiss" onClick={dismiss}>
        <svg width="12" height="12" viewBox="0 0 12 12" stroke="currentColor" strokeWidth="1.6" aria-hidden="true">
          <path d="m2 2 8 8M10 2l-8 8" strokeLinecap="round" />
        </svg>
      </button>
    </p>
  );
}
