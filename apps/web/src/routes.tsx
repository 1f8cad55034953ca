import type { RouteObject } from "react-router";
import { Broken } from "./shell/broken.tsx";
import { SignedInOnly, SignedOutOnly } from "./shell/guards.tsx";
import { Root } from "./shell/root.tsx";

const atTheDoor = {
  "/login": () => import("./auth/login.page.tsx"),
  "/register": () => import("./auth/register.page.tsx"),
};

const inside = {
  "/": () => import("./home/home.page.tsx"),
  "/profile": () => import("./profile/profile.page.tsx"),
  "/security": () => import("./security/security.page.tsx"),
  "/devices": () => import("./devices/devices.page.tsx"),
};

/** Every screen, each in a file of its own that comes when it is needed. */
export const routes: RouteObject[] = [
  {
    Component: Root,
    ErrorBoundary: Broken,
    HydrateFallback: () => null,
    children: [
      { Component: SignedOutOnly, children: toRoutes(atTheDoor) },
      { Component: SignedInOnly, children: toRoutes(inside) },
      { path: "/logout", lazy: () => import("./auth/logout.page.tsx") },
      { path: "*", lazy: () => import("./shell/not-found.page.tsx") },
    ],
  },
];

type Screens = Record<string, () => Promise<{ Component: () => React.ReactNode }>>;

function toRoutes(screens: Screens): RouteObject[] {
  return Object.entries(screens).map(([path, lazy]) => ({ path, lazy }));
}

/** Brings the other screens while nothing else is to do, so that going to one of them is at once. */
export function preloadScreens(): void {
  for (const load of Object.values({ ...atTheDoor, ...inside })) load().catch(() => undefined);
}
