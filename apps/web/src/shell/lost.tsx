import { useDocumentTitle } from "@mantine/hooks";
import type { ReactNode } from "react";
import { Mark } from "../brand/mark.tsx";
import classes from "./lost.module.css";

type LostProps = { title: string; text: string; children: ReactNode };

/** A page for when there is no page. */
export function Lost({ title, text, children }: LostProps) {
  useDocumentTitle(`${title} · Level Up`);
  return (
    <main className={classes.lost}>
      <Mark />
      <h1 tabIndex={-1}>{title}</h1>
      <p>{text}</p>
      {children}
    </main>
  );
}
