import { type Passkey, safe } from "@levelup/client";
import { useLevelUp } from "@levelup/client/react";
import { Button, TextInput } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { Form, FormActions, SubmitButton } from "../forms/form.tsx";
import { useFields } from "../forms/use-fields.ts";
import { useSubmit } from "../forms/use-submit.tsx";
import { ItemButtons, ItemRow, ItemText, LastUsed } from "../layout/item-row.tsx";
import { Day } from "../layout/time.tsx";
import { PasskeyIcon } from "../shell/icons.tsx";

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
    <ItemRow icon={<PasskeyIcon />}>
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
          <ItemText name={name}>
            <span>{synced ? "Synced" : "On one device"}</span>
            <span>
              Added <Day at={createdAt} />
            </span>
            <LastUsed at={lastUsedAt} />
          </ItemText>
          <ItemButtons>
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
          </ItemButtons>
        </>
      )}
    </ItemRow>
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
