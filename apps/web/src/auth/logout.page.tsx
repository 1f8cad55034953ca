import { useLevelUp } from "@levelup/client/react";
import { useEffect, useState } from "react";
import { Navigate } from "react-router";

/** The target of the Django logout links: logs this device out, then shows the login. */
export function Component() {
  const levelup = useLevelUp();
  const [done, setDone] = useState(false);
  useEffect(() => {
    void levelup.auth.logout();
    setDone(true);
  }, [levelup]);
  return done && <Navigate to="/login" replace />;
}
