import { passkeys } from "@levelup/client/passkeys";
import { useLevelUp, useLevelUpQueries } from "@levelup/client/react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

/** Passkeys on this page: what uses them, and whether the server offers and the browser has them. */
export function usePasskeys() {
  const levelup = useLevelUp();
  const [keys] = useState(() => passkeys(levelup));
  const options = useQuery({ ...useLevelUpQueries().auth.options(), staleTime: Number.POSITIVE_INFINITY });
  const offered = options.data?.passkeys === true;
  return { keys, offered, usable: offered && keys.supported() };
}

/** This page at `localhost`, where it is opened by an address of this machine: there browsers have no passkeys. */
export function localhostUrl(): string | undefined {
  if (!/^127\.|^\[::1\]$/.test(location.hostname) || !("PublicKeyCredential" in window)) return undefined;
  const url = new URL(location.href);
  url.hostname = "localhost";
  return url.href;
}
