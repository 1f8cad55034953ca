import type { ScopeInfo } from "@levelup/client";
import { useState } from "react";
import { Dialog } from "../layout/dialog.tsx";
import { ApiTokenSecret } from "./api-token-secret.tsx";
import { NewApiTokenForm } from "./new-api-token-form.tsx";

type NewApiTokenDialogProps = { open: boolean; scopes: readonly ScopeInfo[]; onClose: () => void };

/** Creates a token and shows its secret once: with the dialog it is gone. */
export function NewApiTokenDialog({ open, scopes, onClose }: NewApiTokenDialogProps) {
  const [secret, setSecret] = useState<string>();

  function close() {
    setSecret(undefined);
    onClose();
  }

  return (
    <Dialog
      open={open}
      title={secret === undefined ? "New API token" : "Copy your new token"}
      text={
        secret === undefined
          ? "A program that has it acts for you, within what you choose."
          : "It is not shown again. Keep it where you keep passwords."
      }
      onCancel={close}
    >
      {secret === undefined ? (
        <NewApiTokenForm scopes={scopes} onCreated={({ token }) => setSecret(token)} onCancel={close} />
      ) : (
        <ApiTokenSecret secret={secret} onDone={close} />
      )}
    </Dialog>
  );
}
