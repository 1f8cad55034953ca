import { useDocumentTitle } from "@mantine/hooks";
import type { ReactNode } from "react";
import { Link } from "react-router";
import { Wordmark } from "../brand/mark.tsx";
import { type Level, Stairs } from "../brand/stairs.tsx";
import { ThemeToggle } from "../theme/theme-toggle.tsx";
import classes from "./auth-frame.module.css";

type AuthFrameProps = { title: string; intro: ReactNode; level: Level; children: ReactNode };

/** The page around the login and the registration form, with the staircase that shows how far the form is filled in. */
export function AuthFrame({ title, intro, level, children }: AuthFrameProps) {
  useDocumentTitle(`${title} · Level Up`);
  return (
    <div className={classes.frame}>
      <header className={classes.header}>
        <Link to="/login" className={classes.brand}>
          <Wordmark />
        </Link>
        <ThemeToggle />
      </header>
      <main className={classes.main}>
        <h1 tabIndex={-1}>{title}</h1>
        <p className={classes.intro}>{intro}</p>
        {children}
      </main>
      <div className={classes.art}>
        <Stairs level={level} />
      </div>
    </div>
  );
}
