import { useEffect, useRef } from "react";
import { Outlet, ScrollRestoration, useLocation } from "react-router";

/** Around every screen: where the focus goes when the screen changes. */
export function Root() {
  useFocusOnArrival();
  return (
    <>
      <Outlet />
      <ScrollRestoration />
    </>
  );
}

/** A new screen begins at its first field or its heading, for the keyboard and for a screen reader. */
function useFocusOnArrival() {
  const { pathname } = useLocation();
  const arrived = useRef<string>(undefined);
  useEffect(() => {
    if (arrived.current === pathname) return;
    const first = arrived.current === undefined;
    arrived.current = pathname;
    const field = document.querySelector<HTMLElement>("[data-autofocus]");
    const target = field ?? (first ? null : document.querySelector<HTMLElement>("main h1"));
    target?.focus({ preventScroll: true });
  }, [pathname]);
}
