import type { ReactNode } from "react";
import classes from "./card.module.css";

type CardProps = { title?: string; action?: ReactNode; children: ReactNode };

/** A sheet of its own on the page. */
export function Card({ title, action, children }: CardProps) {
  return (
    <section className={classes.card}>
      {title && (
        <div className={classes.head}>
          <h2>{title}</h2>
          {action}
        </div>
      )}
      {children}
    </section>
  );
}
