import type { Account } from "@levelup/client";
import { useLocalStorage } from "@mantine/hooks";
import { Link } from "react-router";
import { useMailOffered } from "../auth/use-mail-offered.ts";
import { Hint } from "../layout/hint.tsx";

/** One line while a forgotten password could not be replaced by mail. Once dismissed, it stays away on this device. */
export function AddressHint({ account }: { account: Account }) {
  const mailOffered = useMailOffered();
  const [dismissed, setDismissed] = useLocalStorage({
    key: `lu_address_hint_${account.id}`,
    defaultValue: false,
    getInitialValueInEffect: false,
  });
  if (account.emailVerified || !mailOffered || dismissed) return null;

  return (
    <Hint onDismiss={() => setDismissed(true)}>
      <Link to="/profile">{account.email ? "Confirm your address" : "Add an address"}</Link>, so that you can get back
      in.
    </Hint>
  );
}
