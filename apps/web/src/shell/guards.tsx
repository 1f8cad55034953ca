import { useSession } from "@levelup/client/react";
import type { ReactNode } from "react";
import { Navigate, Outlet, useLocation, useSearchParams } from "react-router";
import { AppFrame } from "./app-frame.tsx";
import { loginPath, safeNext } from "./next-path.ts";

/** The screens of a gamer. Whoever is signed out is led to the login, and afterwards back here. */
export function SignedInOnly() {
  const session = useSession();
  const location = useLocation();
  if (session.status === "restoring") return null;
  if (session.status === "signedOut") {
    const chosen = session.reason === "LOGOUT";
    return <Navigate to={chosen ? "/login" : loginPath(location)} replace />;
  }
  // The key: nothing of one gamer's screens is ever reused for the next one.
  return (
    <AppFrame key={session.id}>
      <Outlet />
    </AppFrame>
  );
}

/** The screens at the door. Whoever is signed in is led to where they wanted to go. */
export function SignedOutOnly(): ReactNode {
  const session = useSession();
  const [search] = useSearchParams();
  if (session.status === "restoring") return null;
  if (session.status === "signedIn") return <Navigate to={safeNext(search.get("next"), location.origin)} replace />;
  return <Outlet />;
}
