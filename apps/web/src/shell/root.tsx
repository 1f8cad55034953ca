import { useEffect, useRef } from "react";
import { Outlet, ScrollRestoration, useLocation } from "react-router";

/** The parent of every screen. Moves the focus when the screen changes. */
export function Root() {
  useFocusOnNavigation();
  return (
    <>
      <Outlet />
      <ScrollRestoration />
    </>
  );
}

/** Focuses the first field or the heading of a new screen, for keyboards and screen readers. */
function useFocusOnNavigation() {
  const { pathname } = useLocation();
  const lastPath = useRef<string>(undefined);
  useEffect(() => {
    if (lastPath.current === pathname) return;
    const firstScreen = lastPath.current === undefined;
    lastPath.current = pathname;
    const field = document.querySelector<HTMLElement>("[data-autofocus]");
    const target = field ?? (firstScreen ? null : document.querySelector<HTMLElement>("main h1"));
    target?.focus({ preventScroll: true });
  }, [pathname]);
}
