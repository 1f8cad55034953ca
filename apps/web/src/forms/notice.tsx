import type { ReactNode } from "react";
import classes from "./notice.module.css";

type NoticeBoxProps = { title: string; children?: ReactNode };

/** A message about the whole form; screen readers announce it when it appears. */
export function NoticeBox({ title, children }: NoticeBoxProps) {
  return (
    <div className={classes.notice} role="alert">
      <p className={classes.title}>{title}</p>
      {children && <p className={classes.text}>{children}</p>}
    </div>
  );
}
