import type { ReactNode } from "react";
import classes from "./card.module.css";

type CardProps = { title?: string; action?: ReactNode; intro?: string; children: ReactNode };

/** A box with an optional title, action and introduction. */
export function Card({ title, action, intro, children }: CardProps) {
  return (
    <section className={classes.card}>
      {title && (
        <div className={classes.head}>
          <h2>{title}</h2>
          {action}
        </div>
      )}
      {intro && <p className={classes.intro}>{intro}</p>}
      {children}
    </section>
  );
}
