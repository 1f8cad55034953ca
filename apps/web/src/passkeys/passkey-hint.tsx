import type { Account } from "@levelup/client";
import { useLevelUpQueries } from "@levelup/client/react";
import { useLocalStorage } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { Hint } from "../layout/hint.tsx";
import { loggedInByPassword } from "./password-login.ts";
import { usePasskeys } from "./use-passkeys.ts";

/** One line after a login by a password, while the account has no passkey. Once dismissed, it stays away on this device. */
export function PasskeyHint({ account }: { account: Account }) {
  const { usable } = usePasskeys();
  const [dismissed, setDismissed] = useLocalStorage({
    key: `lu_passkey_hint_${account.id}`,
    defaultValue: false,
    getInitialValueInEffect: false,
  });
  const canAdd = account.email === "" || account.emailVerified;
  const wanted = usable && canAdd && !dismissed && loggedInByPassword();
  const passkeys = useQuery({ ...useLevelUpQueries().passkeys.list(), enabled: wanted });
  if (!wanted || passkeys.data?.length !== 0) return null;
  return (
    <Hint onDismiss={() => setDismissed(true)}>
      Next time without a password? <Link to="/security">Add a passkey</Link>
    </Hint>
  );
}
