import { Button } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { DialogActions } from "../layout/dialog.tsx";
import { CopyButton } from "./copy-button.tsx";
import classes from "./second-step.module.css";

type RecoveryCodesProps = { codes: readonly string[]; username: string; onDone: () => void };

/** Recovery codes, which are shown once: to be copied, saved or printed before the dialog is closed. */
export function RecoveryCodes({ codes, username, onDone }: RecoveryCodesProps) {
  const [kept, setKept] = useState(false);
  const list = useRef<HTMLOListElement>(null);
  // The form before it has taken the focus with it.
  useEffect(() => list.current?.focus(), []);
  const text = `Recovery codes of ${username} for ${location.host}\n\n${codes.join("\n")}\n`;
  return (
    <div className={classes.stack}>
      <ol ref={list} className={classes.codes} aria-label="Recovery codes" tabIndex={-1} translate="no">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ol>
      <div className={classes.row}>
        <CopyButton text={text} copied="The recovery codes are copied.">
          Copy
        </CopyButton>
        <Button variant="default" size="sm" onClick={() => download(text)}>
          Download
        </Button>
        <Button variant="default" size="sm" onClick={() => window.print()}>
          Print
        </Button>
      </div>
      <label className={classes.kept}>
        <input type="checkbox" checked={kept} onChange={(event) => setKept(event.currentTarget.checked)} />I have kept
        them
      </label>
      <DialogActions>
        <Button disabled={!kept} onClick={onDone}>
          Done
        </Button>
      </DialogActions>
    </div>
  );
}

function download(text: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  link.download = "recovery-codes.txt";
  link.click();
  URL.revokeObjectURL(link.href);
}
