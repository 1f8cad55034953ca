import { useLevelUpQueries } from "@levelup/client/react";
import { useQuery } from "@tanstack/react-query";

/** Whether this server sends mails; undefined until it has answered. */
export function useMailOffered(): boolean | undefined {
  const options = useQuery({ ...useLevelUpQueries().auth.options(), staleTime: Number.POSITIVE_INFINITY });
  return options.data?.mail;
}
