import type { ReactNode } from "react";
import classes from "./card.module.css";

type CardProps = { title?: string; action?: ReactNode; children: ReactNode };

/** A box with an optional title and action. */
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
