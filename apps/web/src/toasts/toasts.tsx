import { createContext, type ReactNode, useCallback, useContext, useRef, useState } from "react";
import classes from "./toasts.module.css";

type Tone = "done" | "failed";
type Toast = { id: number; text: string; tone: Tone };

/** Long enough to read a sentence twice. */
const shownMs = 6000;
const shownAtOnce = 3;

const ToastContext = createContext<(text: string, tone?: Tone) => void>(() => undefined);

/** Returns a function that shows a short text, if there is one, for a few seconds; screen readers announce it politely. */
export function useToast() {
  return useContext(ToastContext);
}

/** Holds the toasts of one session. */
export function ToastProvider({ children }: { children: ReactNode }) {
  const [toasts, setToasts] = useState<readonly Toast[]>([]);
  const lastId = useRef(0);
  const dismiss = useCallback((id: number) => setToasts((shown) => shown.filter((toast) => toast.id !== id)), []);
  const show = useCallback(
    (text: string, tone: Tone = "done") => {
      if (text === "") return;
      lastId.current += 1;
      const id = lastId.current;
      setToasts((shown) => [...shown.slice(1 - shownAtOnce), { id, text, tone }]);
      setTimeout(() => dismiss(id), shownMs);
    },
    [dismiss],
  );
  return (
    <ToastContext value={show}>
      {children}
      <ToastRegion toasts={toasts} onDismiss={dismiss} />
    </ToastContext>
  );
}

type ToastRegionProps = { toasts: readonly Toast[]; onDismiss: (id: number) => void };

/** Always in the page: screen readers announce only what is added to a region that exists already. */
function ToastRegion({ toasts, onDismiss }: ToastRegionProps) {
  return (
    <div className={classes.region} role="status" aria-relevant="additions">
      {toasts.map(({ id, text, tone }) => (
        <div key={id} className={classes.toast} data-tone={tone}>
          <span>{text}</span>
          <button type="button" className={classes.dismiss} aria-label="Dismiss" onClick={() => onDismiss(id)}>
            <svg width="12" height="12" viewBox="0 0 12 12" stroke="currentColor" strokeWidth="1.6" aria-hidden="true">
              <path d="m2 2 8 8M10 2l-8 8" strokeLinecap="round" />
            </svg>
          </button>
        </div>
      ))}
    </div>
  );
}
