import { safe } from "@levelup/client";
import { useLevelUp, useLevelUpQueries } from "@levelup/client/react";
import { useQuery, useQueryClient } from "@tanstack/react-query";

/** What is known of the account's address. */
export function useAddress() {
  return useQuery(useLevelUpQueries().account.security());
}

/** Changes the address, or removes it, and loads again what shows it. */
export function useChangeAddress() {
  const levelup = useLevelUp();
  const { account } = useLevelUpQueries();
  const cache = useQueryClient();
  return async (email: string) => {
    const result = await safe(levelup.account.changeEmail({ email }));
    if (result.ok) {
      void cache.invalidateQueries(account.me());
      await cache.invalidateQueries(account.security());
    }
    return result;
  };
}
