import { type Passkey, safe } from "@levelup/client";
import { useLevelUp } from "@levelup/client/react";
import { Button, TextInput } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { Form, FormActions, SubmitButton } from "../forms/form.tsx";
import { useFields } from "../forms/use-fields.ts";
import { useSubmit } from "../forms/use-submit.tsx";
import { Day, TimeAgo } from "../layout/time.tsx";
import { PasskeyIcon } from "../shell/icons.tsx";
import classes from "./passkeys.module.css";

type PasskeyRowProps = { passkey: Passkey; onRenamed: () => Promise<void>; onRemove: () => void };

export function PasskeyRow({ passkey, onRenamed, onRemove }: PasskeyRowProps) {
  const { name, synced, createdAt, lastUsedAt } = passkey;
  const [renaming, setRenaming] = useState(false);
  const renameButton = useRef<HTMLButtonElement>(null);

  function stop() {
    setRenaming(false);
    // It is there again after the next commit.
    requestAnimationFrame(() => renameButton.current?.focus());
  }

  return (
    <li className={classes.row}>
      <span className={classes.icon}>
        <PasskeyIcon />
      </span>
      {renaming ? (
        <RenameForm
          passkey={passkey}
          onCancel={stop}
          onRenamed={async () => {
            await onRenamed();
            stop();
          }}
        />
      ) : (
        <>
          <div>
            <p className={classes.name}>{name}</p>
            <p className={classes.facts}>
              <span>{synced ? "Synced" : "On one device"}</span>
              <span>
                Added <Day at={createdAt} />
              </span>
              {lastUsedAt ? (
                <span>
                  Used <TimeAgo at={lastUsedAt} />
                </span>
              ) : (
                <span>Not used yet</span>
              )}
            </p>
          </div>
          <div className={classes.buttons}>
            <Button
              ref={renameButton}
              variant="default"
              size="sm"
              aria-label={`Rename ${name}`}
              onClick={() => setRenaming(true)}
            >
              Rename
            </Button>
            <Button variant="default" size="sm" aria-label={`Remove ${name}`} onClick={onRemove}>
              Remove
            </Button>
          </div>
        </>
      )}
    </li>
  );
}

type RenameFormProps = { passkey: Passkey; onCancel: () => void; onRenamed: () => Promise<void> };

function RenameForm({ passkey: { id, name }, onCancel, onRenamed }: RenameFormProps) {
  const levelup = useLevelUp();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.select(), []);
  const form = useFields({ initialValues: { name } });
  const submission = useSubmit({
    form,
    send: (values) => safe(levelup.passkeys.rename({ id, name: values.name })),
    onSuccess: () => void onRenamed(),
  });
  return (
    <Form submission={submission} label={`Rename ${name}`}>
      <TextInput
        {...form.getInputProps("name")}
        ref={field}
        label="Name"
        autoComplete="off"
        onKeyDown={({ key }) => key === "Escape" && onCancel()}
      />
      <FormActions>
        <SubmitButton submission={submission} pending="Saving…">
          Save
        </SubmitButton>
        <Button variant="subtle" onClick={onCancel}>
          Cancel
        </Button>
      </FormActions>
    </Form>
  );
}
