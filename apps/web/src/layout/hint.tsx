import type { ReactNode } from "react";
import classes from "./hint.module.css";

/** One line that proposes something, until it is dismissed. */
export function Hint({ onDismiss, children }: { onDismiss: () => void; children: ReactNode }) {
  function dismiss() {
    onDismiss();
    document.querySelector<HTMLElement>("main h1")?.focus();
  }

  return (
    <p className={classes.hint}>
      <span>{children}</span>
      <button type="button" className={classes.dismiss} aria-label="Dismiss" onClick={dismiss}>
        <svg width="12" height="12" viewBox="0 0 12 12" stroke="currentColor" strokeWidth="1.6" aria-hidden="true">
          <path d="m2 2 8 8M10 2l-8 8" strokeLinecap="round" />
        </svg>
      </button>
    </p>
  );
}
