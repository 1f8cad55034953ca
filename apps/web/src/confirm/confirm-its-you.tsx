import { useLevelUpQueries, useSession } from "@levelup/client/react";
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "react-router";
import { Form, FormLinks, SubmitButton } from "../forms/form.tsx";
import { PasswordField } from "../forms/password-field.tsx";
import { useFields } from "../forms/use-fields.ts";
import { useSubmit } from "../forms/use-submit.tsx";
import { UsernameForManagers } from "../forms/username-for-managers.tsx";
import { Dialog, DialogActions } from "../layout/dialog.tsx";
import { PasskeyProof } from "../passkeys/passkey-proof.tsx";
import { usePasskeys } from "../passkeys/use-passkeys.ts";
import { CodeField, type CodeKind, SwitchCodeKind } from "../second-step/code-field.tsx";
import type { ProofRequests } from "./proof-requests.ts";

/** Asks for the password or a passkey where a call needs a recent proof. The call goes on when it is right. */
export function ConfirmItsYou({ requests, open }: { requests: ProofRequests; open: boolean }) {
  const security = useQuery({ ...useLevelUpQueries().account.security(), enabled: open });
  const withoutPassword = security.data?.hasPassword === false;
  const hasSecondStep = security.data?.secondFactor === true;
  const { usable } = usePasskeys();
  const byPasskey = usable && (security.data?.passkeys ?? 0) > 0;
  return (
    <Dialog
      open={open}
      title="Confirm it's you"
      text={
        withoutPassword
          ? byPasskey
            ? "This changes how you get into your account. Use your passkey to go on."
            : "Your account has no password. Set one by mail first, then log in with it."
          : `This changes how you get into your account. Enter your password${hasSecondStep ? " and a code" : ""}${byPasskey ? ", or use a passkey," : ""} to go on.`
      }
      onCancel={requests.decline}
    >
      {!withoutPassword && (
        <ProofForm requests={requests} hasSecondStep={hasSecondStep} onCodeWanted={() => security.refetch()} />
      )}
      {byPasskey && <PasskeyProof requests={requests} only={withoutPassword} />}
      {withoutPassword && <NoPassword requests={requests} mailed={!byPasskey} />}
    </Dialog>
  );
}

type ProofFormProps = {
  requests: ProofRequests;
  hasSecondStep: boolean;
  /** The account has a second step after all: it was turned on elsewhere. */
  onCodeWanted: () => unknown;
};

function ProofForm({ requests, hasSecondStep, onCodeWanted }: ProofFormProps) {
  const [kind, setKind] = useState<CodeKind>("code");
  const session = useSession();
  const form = useFields({
    initialValues: { currentPassword: "", code: "", recoveryCode: "" },
    validate: { currentPassword: (password) => (password === "" ? "Enter your password." : null) },
  });
  const submission = useSubmit({
    form,
    async send({ currentPassword, ...codes }) {
      const code = hasSecondStep ? { [kind]: codes[kind] } : {};
      const result = await requests.prove({ password: currentPassword, ...code });
      if (!result.ok && result.error.code === "WRONG_CODE" && !hasSecondStep) await onCodeWanted();
      return result;
    },
  });
  return (
    <Form submission={submission} label="Confirm it's you">
      <UsernameForManagers username={(session.status === "signedIn" && session.account?.username) || ""} />
      <PasswordField
        {...form.getInputProps("currentPassword")}
        label="Password"
        autoComplete="current-password"
        data-autofocus
      />
      {hasSecondStep && (
        <>
          <CodeField field={form.getInputProps} kind={kind} />
          <FormLinks>
            <SwitchCodeKind
              kind={kind}
              onChange={(next) => {
                form.clearErrors();
                setKind(next);
              }}
            />
          </FormLinks>
        </>
      )}
      <DialogActions>
        <Button variant="default" onClick={requests.decline}>
          Cancel
        </Button>
        <SubmitButton submission={submission} pending="Checking…">
          Confirm
        </SubmitButton>
      </DialogActions>
    </Form>
  );
}

function NoPassword({ requests, mailed }: { requests: ProofRequests; mailed: boolean }) {
  return (
    <DialogActions>
      <Button variant="default" onClick={requests.decline}>
        Cancel
      </Button>
      {mailed && (
        <Button component={Link} to="/forgot-password" onClick={requests.decline}>
          Set a password
        </Button>
      )}
    </DialogActions>
  );
}
