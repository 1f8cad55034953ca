import { type AccountSecurity, type LevelUpErrorCode, type Result, safe } from "@levelup/client";
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
            <AddressState address={data} mailOffered={mailOffered !== false} />
            {mailOffered === false && (
              <p className={classes.note}>This server sends no mails: it cannot confirm one.</p>
            )}
            {/* A new form after each change. */}
            <ChangeAddress
              key={`${data.email} ${data.pendingEmail}`}
              address={data}
              removeOnly={mailOffered === false}
            />
          </div>
        )}
      </Loaded>
    </Card>
  );
}

type AddressStateProps = { address: Address; mailOffered: boolean };

function AddressState({ address: { email, emailVerified, pendingEmail }, mailOffered }: AddressStateProps) {
  const levelup = useLevelUp();
  const changeAddress = useChangeAddress();
  if (!email && !pendingEmail)
    return <p className={classes.note}>None yet. Add one, so that you can get back in if you forget your password.</p>;
  return (
    <ul className={classes.state}>
      {email && (
        <AddressRow
          email={email}
          confirmed={emailVerified}
          sendAgain={mailOffered && !emailVerified && (() => safe(levelup.account.requestEmailVerification()))}
        />
      )}
      {pendingEmail && (
        <AddressRow
          email={pendingEmail}
          confirmed={false}
          {...(email && { hint: "It replaces the one above once you open the link in the mail." })}
          sendAgain={mailOffered && (() => changeAddress(pendingEmail))}
        />
      )}
    </ul>
  );
}

type AddressRowProps = {
  email: string;
  confirmed: boolean;
  /** What to do to confirm it. */
  hint?: string;
  /** Has the mail that confirms it sent again; false where there is none to send. */
  sendAgain: false | (() => Promise<Result<unknown, LevelUpErrorCode>>);
};

function AddressRow({
  email,
  confirmed,
  hint = "Open the link in the mail that we sent there.",
  sendAgain,
}: AddressRowProps) {
  const toast = useToast();
  const [pending, setPending] = useState(false);

  async function send() {
    if (pending || !sendAgain) return;
    setPending(true);
    const result = await sendAgain();
    setPending(false);
    if (result.ok) toast(`A mail with a link is on its way to ${email}.`);
    else toast(shortText(result.error), "failed");
  }

  return (
    <li className={classes.row}>
      <p className={classes.email}>
        {email}
        <span className={classes.badge} data-confirmed={confirmed || undefined}>
          {confirmed ? "Confirmed" : "Not confirmed yet"}
        </span>
      </p>
      {sendAgain && (
        <>
          <p className={classes.note}>{hint}</p>
          <Button
            variant="default"
            size="sm"
            aria-disabled={pending}
            aria-label={`Send again to ${email}`}
            onClick={send}
          >
            {pending ? "Sending…" : "Send again"}
          </Button>
        </>
      )}
    </li>
  );
}

function ChangeAddress({ address: { email, pendingEmail }, removeOnly }: { address: Address; removeOnly: boolean }) {
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

  async function removeAddress() {
    setRemoving(false);
    const result = await changeAddress("");
    if (result.ok) toast("Your address is removed.");
    else toast(shortText(result.error), "failed");
  }

  const remove = any && (
    <Button variant="subtle" onClick={() => setRemoving(true)}>
      Remove
    </Button>
  );
  return (
    <>
      {removeOnly ? (
        remove
      ) : (
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
            {remove}
          </FormActions>
        </Form>
      )}
      <ConfirmDialog
        open={removing}
        title="Remove your address?"
        text="Without one you cannot get back in if you forget your password."
        confirm="Remove"
        onConfirm={removeAddress}
        onCancel={() => setRemoving(false)}
      />
    </>
  );
}
