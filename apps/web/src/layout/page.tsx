import { useDocumentTitle } from "@mantine/hooks";
import type { ReactNode } from "react";
import classes from "./page.module.css";

type PageProps = { title: string; intro: string; children: ReactNode };

/** A screen inside the frame, with its title and introduction beside the content. */
export function Page({ title, intro, children }: PageProps) {
  useDocumentTitle(`${title} · Level Up`);
  return (
    <div className={classes.page}>
      <div>
        <h1 tabIndex={-1}>{title}</h1>
        <p className={classes.intro}>{intro}</p>
      </div>
      <div className={classes.body}>{children}</div>
    </div>
  );
}
