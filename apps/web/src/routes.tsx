import type { RouteObject } from "react-router";
import { loadProofDialog } from "./confirm/proof-dialog.tsx";
import { ErrorBoundary } from "./shell/error-boundary.tsx";
import { SignedInOnly, SignedOutOnly } from "./shell/guards.tsx";
import { Root } from "./shell/root.tsx";

const publicRoutes = {
  "/login": () => import("./auth/login.page.tsx"),
  "/register": () => import("./auth/register.page.tsx"),
};

/** For visitors and for signed-in gamers: links of mails lead to them. */
const linkRoutes = {
  "/forgot-password": () => import("./auth/forgot-password.page.tsx"),
  "/reset-password": () => import("./auth/reset-password.page.tsx"),
  "/confirm-email": () => import("./auth/confirm-email.page.tsx"),
};

const privateRoutes = {
  "/": () => import("./home/home.page.tsx"),
  "/profile": () => import("./profile/profile.page.tsx"),
  "/security": () => import("./security/security.page.tsx"),
  "/devices": () => import("./devices/devices.page.tsx"),
};

/** Every screen, each loaded when it is first shown. */
export const routes: RouteObject[] = [
  {
    Component: Root,
    ErrorBoundary,
    HydrateFallback: () => null,
    children: [
      { Component: SignedOutOnly, children: toRoutes(publicRoutes) },
      { Component: SignedInOnly, children: toRoutes(privateRoutes) },
      ...toRoutes(linkRoutes),
      { path: "/logout", lazy: () => import("./auth/logout.page.tsx") },
      { path: "*", lazy: () => import("./shell/not-found.page.tsx") },
    ],
  },
];

type Screens = Record<string, () => Promise<{ Component: () => React.ReactNode }>>;

function toRoutes(screens: Screens): RouteObject[] {
  return Object.entries(screens).map(([path, lazy]) => ({ path, lazy }));
}

/** Loads the other screens in advance, so that they open at once. */
export function preloadScreens(): void {
  const screens = Object.values({ ...publicRoutes, ...linkRoutes, ...privateRoutes });
  for (const load of [...screens, loadProofDialog]) load().catch(() => undefined);
}
