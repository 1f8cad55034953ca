import { useLevelUpQueries } from "@levelup/client/react";
import { useQuery } from "@tanstack/react-query";

/** Whether this server sends mails; false until it has answered. */
export function useMailOffered(): boolean {
  const options = useQuery({ ...useLevelUpQueries().auth.options(), staleTime: Number.POSITIVE_INFINITY });
  return options.data?.mail ?? false;
}
