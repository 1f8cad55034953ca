import { type BeginSecondFactorOutput, safe } from "@levelup/client";
import { useLevelUp } from "@levelup/client/react";
import { Button } from "@mantine/core";
import { useState } from "react";
import { Form, SubmitButton } from "../forms/form.tsx";
import { useFields } from "../forms/use-fields.ts";
import { useSubmit } from "../forms/use-submit.tsx";
import { Dialog, DialogActions } from "../layout/dialog.tsx";
import { AppCodeField } from "./code-field.tsx";
import { CopyButton } from "./copy-button.tsx";
import { QrCode } from "./qr-code.tsx";
import { RecoveryCodes } from "./recovery-codes.tsx";
import classes from "./second-step.module.css";

/** What the dialog shows: a secret to set up, or recovery codes; undefined while it is closed. */
export type Shown = { setUp: BeginSecondFactorOutput } | { codes: readonly string[] } | undefined;

type SetUpDialogProps = { shown: Shown; username: string; onActivated: () => void; onClose: () => void };

/** Sets up an authenticator app, then shows the recovery codes. */
export function SetUpDialog({ shown, username, onActivated, onClose }: SetUpDialogProps) {
  const [made, setMade] = useState<readonly string[]>();
  const codes = shown && ("codes" in shown ? shown.codes : made);
  const setUp = shown && "setUp" in shown ? shown.setUp : undefined;

  function close() {
    setMade(undefined);
    onClose();
  }

  return (
    <Dialog
      open={shown !== undefined}
      title={codes ? "Your recovery codes" : "Set up your authenticator app"}
      text={
        codes
          ? "Each logs you in once, if you lose your phone. Keep them where you find them without it: they are not shown again."
          : "Scan the code with the app, or type the secret into it. Then enter the six digits that it shows."
      }
      onCancel={close}
    >
      {codes && <RecoveryCodes codes={codes} username={username} onDone={close} />}
      {!codes && setUp && (
        <SetUp
          setUp={setUp}
          onCancel={close}
          onActivated={(recoveryCodes) => {
            setMade(recoveryCodes);
            onActivated();
          }}
        />
      )}
    </Dialog>
  );
}

type SetUpProps = {
  setUp: BeginSecondFactorOutput;
  onActivated: (recoveryCodes: readonly string[]) => void;
  onCancel: () => void;
};

function SetUp({ setUp: { secret, uri }, onActivated, onCancel }: SetUpProps) {
  const levelup = useLevelUp();
  const form = useFields({ initialValues: { code: "" } });
  const submission = useSubmit({
    form,
    send: (values) => safe(levelup.secondFactor.activate(values)),
    onSuccess: ({ recoveryCodes }) => onActivated(recoveryCodes),
  });
  return (
    <div className={`${classes.stack} ${classes.setUp}`}>
      <QrCode text={uri} label="QR code for your authenticator app. The secret in it is below, as text." />
      <div className={classes.row}>
        <code className={classes.secret} translate="no">
          {secret.match(/.{1,4}/g)?.join(" ")}
        </code>
        <CopyButton text={secret} copied="The secret is copied.">
          Copy
        </CopyButton>
      </div>
      <Form submission={submission} label="Set up your authenticator app">
        <AppCodeField {...form.getInputProps("code")} data-autofocus />
        <DialogActions>
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
          <SubmitButton submission={submission} pending="Checking…">
            Turn on
          </SubmitButton>
        </DialogActions>
      </Form>
    </div>
  );
}
