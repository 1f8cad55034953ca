import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./form.module.css";
import type { Submission } from "./use-submit.tsx";

type FormProps = { submission: Submission; label: string; children: ReactNode };

/** A native form, so that Enter and password managers work, with the notice above its fields. */
export function Form({ submission, label, children }: FormProps) {
  return (
    <form
      ref={submission.ref}
      className={classes.form}
      aria-label={label}
      aria-busy={submission.pending}
      method="post"
      noValidate
      onSubmit={submission.onSubmit}
    >
      {submission.notice}
      {children}
    </form>
  );
}

type SubmitButtonProps = { submission: Submission; pending: string; fullWidth?: boolean; children: ReactNode };

/** Shows the text of `pending` instead of a spinner, and keeps the focus meanwhile. */
export function SubmitButton({ submission, pending, fullWidth = false, children }: SubmitButtonProps) {
  return (
    <Button type="submit" fullWidth={fullWidth} disabled={submission.blocked} aria-disabled={submission.pending}>
      {submission.pending ? pending : children}
    </Button>
  );
}

/** Where else to go, below a form. */
export function FormLinks({ children }: { children: ReactNode }) {
  return <div className={classes.links}>{children}</div>;
}

/** The buttons at the end of a form. */
export function FormActions({ children }: { children: ReactNode }) {
  return <div className={classes.actions}>{children}</div>;
}
