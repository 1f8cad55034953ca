import { safe, type UpdateAccountInput } from "@levelup/client";
import { useLevelUp, useLevelUpQueries, useSession } from "@levelup/client/react";
import { useQuery, useQueryClient } from "@tanstack/react-query";

/** The account: at once if the session has it, and loaded again in the background. */
export function useAccount() {
  const { account } = useLevelUpQueries();
  const session = useSession();
  const known = session.status === "signedIn" ? session.account : null;
  return useQuery({ ...account.me(), ...(known && { placeholderData: known }) });
}

/** Saves changes of the profile and updates the cache for every screen. */
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
