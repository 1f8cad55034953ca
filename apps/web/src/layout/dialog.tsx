import { type ReactNode, useEffect, useId, useRef } from "react";
import classes from "./dialog.module.css";

type DialogProps = { open: boolean; title: string; text: string; onCancel: () => void; children: ReactNode };

/** The browser's modal dialog: it keeps the focus inside, closes on Escape and restores the focus. */
export function Dialog({ open, title, text, onCancel, children }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    if (!open) return ref.current?.close();
    ref.current?.showModal();
    ref.current?.querySelector<HTMLElement>("[data-autofocus]")?.focus();
  }, [open]);
  return (
    <dialog
      ref={ref}
      className={classes.dialog}
      aria-labelledby={`${id}-title`}
      aria-describedby={`${id}-text`}
      onCancel={(event) => {
        event.preventDefault();
        onCancel();
      }}
      // This event is asynchronous: the dialog may be open again by then.
      onClose={() => {
        if (!ref.current?.open) onCancel();
      }}
    >
      {open && (
        <>
          <h2 id={`${id}-title`}>{title}</h2>
          <p id={`${id}-text`}>{text}</p>
          {children}
        </>
      )}
    </dialog>
  );
}

/** The buttons at the end of a dialog. */
export function DialogActions({ children }: { children: ReactNode }) {
  return <div className={classes.actions}>{children}</div>;
}
