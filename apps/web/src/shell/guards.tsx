import { useSession } from "@levelup/client/react";
import type { ReactNode } from "react";
import { Navigate, Outlet, useLocation, useSearchParams } from "react-router";
import { AppFrame } from "./app-frame.tsx";
import { loginPath, safeNext } from "./next-path.ts";

/** Shows its routes to signed-in gamers; others go to the login, and return here afterwards. */
export function SignedInOnly() {
  const session = useSession();
  const location = useLocation();
  if (session.status === "restoring") return null;
  if (session.status === "signedOut") {
    const loggedOutHere = session.reason === "LOGOUT";
    return <Navigate to={loggedOutHere ? "/login" : loginPath(location)} replace />;
  }
  // The key makes React replace the screens of one session, never reuse them for the next gamer.
  return (
    <AppFrame key={session.id}>
      <Outlet />
    </AppFrame>
  );
}

/** Shows its routes to visitors who are signed out; signed-in gamers go to `next`. */
export function SignedOutOnly(): ReactNode {
  const session = useSession();
  const [search] = useSearchParams();
  if (session.status === "restoring") return null;
  if (session.status === "signedIn") return <Navigate to={safeNext(search.get("next"), location.origin)} replace />;
  return <Outlet />;
}
