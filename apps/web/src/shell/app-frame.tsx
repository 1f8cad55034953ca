import { useLevelUp } from "@levelup/client/react";
import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { Link, NavLink } from "react-router";
import { Wordmark } from "../brand/mark.tsx";
import { ProofDialog } from "../confirm/proof-dialog.tsx";
import { ThemeToggle } from "../theme/theme-toggle.tsx";
import { ToastProvider } from "../toasts/toasts.tsx";
import classes from "./app-frame.module.css";
import { HomeIcon, LaptopIcon, ProfileIcon, SecurityIcon } from "./icons.tsx";

const links = [
  { to: "/", name: "Home", icon: <HomeIcon /> },
  { to: "/profile", name: "Profile", icon: <ProfileIcon /> },
  { to: "/security", name: "Security", icon: <SecurityIcon /> },
  { to: "/devices", name: "Devices", icon: <LaptopIcon /> },
];

/** The frame of the screens of a signed-in gamer: navigation, theme and logout. */
export function AppFrame({ children }: { children: ReactNode }) {
  const levelup = useLevelUp();
  return (
    <div className={classes.frame}>
      <a className={classes.skip} href="#content">
        Skip to the content
      </a>
      <header className={classes.header}>
        <div className={classes.bar}>
          <Link to="/" className={classes.brand}>
            <Wordmark />
          </Link>
          <nav className={classes.nav} aria-label="Main">
            {links.map(({ to, name, icon }) => (
              <NavLink key={to} to={to} end className={() => classes.link}>
                {icon}
                {name}
              </NavLink>
            ))}
          </nav>
          <div className={classes.actions}>
            <ThemeToggle />
            <Button variant="subtle" size="sm" onClick={() => levelup.auth.logout()}>
              Log out
            </Button>
          </div>
        </div>
      </header>
      <main id="content" className={classes.main} tabIndex={-1}>
        <ToastProvider>{children}</ToastProvider>
      </main>
      <ProofDialog />
    </div>
  );
}
