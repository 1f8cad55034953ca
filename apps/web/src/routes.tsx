import type { RouteObject } from "react-router";
import { ErrorBoundary } from "./shell/error-boundary.tsx";
import { SignedInOnly, SignedOutOnly } from "./shell/guards.tsx";
import { Root } from "./shell/root.tsx";

const publicRoutes = {
  "/login": () => import("./auth/login.page.tsx"),
  "/register": () => import("./auth/register.page.tsx"),
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
  for (const load of Object.values({ ...publicRoutes, ...privateRoutes })) load().catch(() => undefined);
}
