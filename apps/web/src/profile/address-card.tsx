import { type AccountSecurity, safe } from "@levelup/client";
import { useLevelUp } from "@levelup/client/react";
import { Button, Skeleton, TextInput } from "@mantine/core";
import { useState } from "react";
import { useMailOffered } from "../auth/use-mail-offered.ts";
import { shortText } from "../errors/error-presentation.ts";
import { Form, FormActions, SubmitButton } from "../forms/form.tsx";
import { lazyRules } from "../forms/lazy-rules.ts";
import { useFields } from "../forms/use-fields.ts";
import { useSubmit } from "../forms/use-submit.tsx";
import { Card } from "../layout/card.tsx";
import { ConfirmDialog } from "../layout/confirm-dialog.tsx";
import { Loaded } from "../layout/loaded.tsx";
import { useToast } from "../toasts/toasts.tsx";
import classes from "./address-card.module.css";
import { useAddress, useChangeAddress } from "./use-address.ts";

type Address = Pick<AccountSecurity, "email" | "emailVerified" | "pendingEmail">;

const validate = lazyRules<{ email: string }>(() => import("./address.rules.ts"));

/** The address for mails: its state, and how to change it. */
export function AddressCard() {
  const address = useAddress();
  const mailOffered = useMailOffered();
  return (
    <Card title="E-mail address">
      <Loaded query={address} skeleton={<Skeleton h="9.5rem" />}>
        {(data) => (
          <div className={classes.address}>
            <AddressState address={data} />
            {mailOffered && (data.pendingEmail || (data.email && !data.emailVerified)) && <SendAgain />}
            {/* A new form after each change. */}
            <ChangeAddress key={`${data.email} ${data.pendingEmail}`} address={data} />
          </div>
        )}
      </Loaded>
    </Card>
  );
}

function AddressState({ address: { email, emailVerified, pendingEmail } }: { address: Address }) {
  if (!email && !pendingEmail)
    return <p className={classes.note}>None yet. Add one, so that you can get back in if you forget your password.</p>;
  return (
    <dl className={classes.state}>
      {email && <AddressRow email={email} state={emailVerified ? "Confirmed" : "Not confirmed"} />}
      {pendingEmail && <AddressRow email={pendingEmail} state="Waits for you to confirm it" />}
    </dl>
  );
}

function AddressRow({ email, state }: { email: string; state: string }) {
  return (
    <div className={classes.row}>
      <dt>{email}</dt>
      <dd className={classes.badge} data-confirmed={state === "Confirmed" || undefined}>
        {state}
      </dd>
    </div>
  );
}

function SendAgain() {
  const levelup = useLevelUp();
  const toast = useToast();
  const [pending, setPending] = useState(false);

  async function send() {
    if (pending) return;
    setPending(true);
    const result = await safe(levelup.account.requestEmailVerification());
    setPending(false);
    if (!result.ok) return toast(shortText(result.error), "failed");
    toast(result.data.accepted ? "A mail with a link is on its way." : "The address is confirmed already.");
  }

  return (
    <div className={classes.note}>
      <p>Open the link in the mail that we sent there.</p>
      <Button variant="default" size="sm" aria-disabled={pending} onClick={send}>
        {pending ? "Sending…" : "Send it again"}
      </Button>
    </div>
  );
}

function ChangeAddress({ address: { email, pendingEmail } }: { address: Address }) {
  const changeAddress = useChangeAddress();
  const toast = useToast();
  const [removing, setRemoving] = useState(false);
  const any = Boolean(email || pendingEmail);
  const form = useFields<{ email: string }>({ initialValues: { email: "" }, validate });
  const submission = useSubmit({
    form,
    send: (values) => changeAddress(values.email.trim()),
    onSuccess: () => toast("A mail with a link is on its way to the new address."),
  });

  async function remove() {
    setRemoving(false);
    const result = await changeAddress("");
    if (result.ok) toast("Your address is removed.");
    else toast(shortText(result.error), "failed");
  }

  return (
    <>
      <Form submission={submission} label="Change your address">
        <TextInput
          {...form.getInputProps("email")}
          label={any ? "New address" : "Address"}
          description="It counts once you have opened the link that we mail there."
          type="email"
          inputMode="email"
          autoComplete="email"
        />
        <FormActions>
          <SubmitButton submission={submission} pending="Changing…">
            {any ? "Change address" : "Add address"}
          </SubmitButton>
          {any && (
            <Button variant="subtle" onClick={() => setRemoving(true)}>
              Remove
            </Button>
          )}
        </FormActions>
      </Form>
      <ConfirmDialog
        open={removing}
        title="Remove your address?"
        text="Without one you cannot get back in if you forget your password."
        confirm="Remove"
        onConfirm={remove}
        onCancel={() => setRemoving(false)}
      />
    </>
  );
}
