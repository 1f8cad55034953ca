import { useDocumentTitle } from "@mantine/hooks";
import type { ReactNode } from "react";
import { Mark } from "../brand/mark.tsx";
import classes from "./status-page.module.css";

type StatusPageProps = { title: string; text: string; children: ReactNode };

/** A page that only says what happened and what to do. */
export function StatusPage({ title, text, children }: StatusPageProps) {
  useDocumentTitle(`${title} · Level Up`);
  return (
    <main className={classes.page}>
      <Mark />
      <h1 tabIndex={-1}>{title}</h1>
      <p>{text}</p>
      {children}
    </main>
  );
}
