import { type Passkey, safe } from "@levelup/client";
import { useLevelUpQueries } from "@levelup/client/react";
import { Button, Skeleton } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { shortText } from "../errors/error-presentation.ts";
import { Card } from "../layout/card.tsx";
import { ConfirmDialog } from "../layout/confirm-dialog.tsx";
import { Loaded } from "../layout/loaded.tsx";
import { useToast } from "../toasts/toasts.tsx";
import { LocalhostLink } from "./localhost-link.tsx";
import { PasskeyStatus } from "./passkey-login.tsx";
import { PasskeyRow } from "./passkey-row.tsx";
import classes from "./passkeys.module.css";
import { usePasskeys } from "./use-passkeys.ts";

/** The account's passkeys: added, named and removed here. Nothing while the server offers none. */
export function PasskeysCard() {
  const { keys, offered, usable } = usePasskeys();
  const passkeys = useQuery({ ...useLevelUpQueries().passkeys.list(), enabled: offered });
  const refresh = useRefresh();
  const toast = useToast();
  const [adding, setAdding] = useState(false);
  const [status, setStatus] = useState("");

  async function add() {
    if (adding) return;
    setAdding(true);
    setStatus("");
    const result = await safe(keys.add());
    setAdding(false);
    if (!result.ok) return toast(shortText(result.error), "failed");
    if (result.data.exists) return toast("This device has a passkey of your account already.", "failed");
    if (!result.data.added) return setStatus("No passkey was added.");
    await refresh();
    toast("The passkey is added. Next time you can log in with it.");
  }

  if (!offered) return null;
  const addButton = (
    <Button variant="default" size="sm" aria-disabled={adding} onClick={add}>
      Add a passkey
    </Button>
  );
  return (
    <Card title="Passkeys" action={usable && addButton}>
      <div className={classes.passkeys}>
        <Loaded query={passkeys} skeleton={<Skeleton h="3.5rem" />}>
          {(list) => <PasskeyList passkeys={list} />}
        </Loaded>
        {usable ? <PasskeyStatus pending={adding} text={status} /> : <LocalhostLink />}
      </div>
    </Card>
  );
}

function PasskeyList({ passkeys }: { passkeys: Passkey[] }) {
  const { keys } = usePasskeys();
  const refresh = useRefresh();
  const toast = useToast();
  const [removing, setRemoving] = useState<Passkey>();

  async function remove({ id, name }: Passkey) {
    setRemoving(undefined);
    const result = await safe(keys.remove({ id }));
    await refresh();
    if (!result.ok) return toast(shortText(result.error), "failed");
    toast(`${name} is removed.`);
    document.querySelector<HTMLElement>("main h1")?.focus();
  }

  return (
    <>
      {passkeys.length > 0 ? (
        <ul>
          {passkeys.map((passkey) => (
            <PasskeyRow key={passkey.id} passkey={passkey} onRenamed={refresh} onRemove={() => setRemoving(passkey)} />
          ))}
        </ul>
      ) : (
        <p className={classes.note}>
          No passkey yet. With one you log in by your fingerprint, your face or the PIN of your device, without a
          password.
        </p>
      )}
      <ConfirmDialog
        open={removing !== undefined}
        title={`Remove ${removing?.name}?`}
        text="It no longer logs in, and the other devices that it has logged in are logged out."
        confirm="Remove"
        onConfirm={() => removing && remove(removing)}
        onCancel={() => setRemoving(undefined)}
      />
    </>
  );
}

/** Loads again what shows the account's passkeys. */
function useRefresh() {
  const { account, passkeys } = useLevelUpQueries();
  const cache = useQueryClient();
  return async () => {
    void cache.invalidateQueries(account.security());
    await cache.invalidateQueries(passkeys.list());
  };
}
