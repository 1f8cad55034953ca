import { safe, type UpdateAccountInput } from "@levelup/client";
import { useLevelUp, useLevelUpQueries, useSession } from "@levelup/client/react";
import { useQuery, useQueryClient } from "@tanstack/react-query";

/** The gamer's account: at once where the session knows it, and asked for anew behind that. */
export function useAccount() {
  const { account } = useLevelUpQueries();
  const session = useSession();
  const known = session.status === "signedIn" ? session.account : null;
  return useQuery({ ...account.me(), ...(known && { placeholderData: known }) });
}

/** Saves changes of the profile; every screen has them when the call is over. */
export function useUpdateAccount() {
  const levelup = useLevelUp();
  const { account } = useLevelUpQueries();
  const cache = useQueryClient();
  return async (changes: UpdateAccountInput) => {
    const result = await safe(levelup.account.update(changes));
    if (result.ok) cache.setQueryData(account.me().queryKey, result.data);
    return result;
  };
}
