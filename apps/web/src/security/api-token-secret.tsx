import { Button, TextInput } from "@mantine/core";
import { useRef, useState } from "react";
import { DialogActions } from "../layout/dialog.tsx";
import classes from "./api-tokens.module.css";

/** The secret of a token that was just created: the only time that it is shown. */
export function ApiTokenSecret({ secret, onDone }: { secret: string; onDone: () => void }) {
  const field = useRef<HTMLInputElement>(null);
  const [copied, setCopied] = useState("");

  async function copy() {
    field.current?.select();
    try {
      await navigator.clipboard.writeText(secret);
      setCopied("Copied.");
    } catch {
      // Without TLS a page has no clipboard.
      field.current?.focus();
      setCopied("It is selected: copy it with your keyboard.");
    }
  }

  return (
    <div className={classes.secret}>
      <TextInput
        ref={field}
        label="Token"
        value={secret}
        readOnly
        autoFocus
        spellCheck={false}
        autoComplete="off"
        onFocus={(event) => event.currentTarget.select()}
      />
      <p className={classes.copied} role="status">
        {copied}
      </p>
      <DialogActions>
        <Button variant="default" onClick={onDone}>
          Done
        </Button>
        <Button onClick={copy}>Copy</Button>
      </DialogActions>
    </div>
  );
}
