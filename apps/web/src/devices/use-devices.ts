import { type LevelUpErrorCode, type Result, safe, type TokenInfo } from "@levelup/client";
import { useLevelUp, useLevelUpQueries } from "@levelup/client/react";
import { useQuery, useQueryClient } from "@tanstack/react-query";

/** The devices that are logged in to the account. */
export function useDevices() {
  return useQuery(useLevelUpQueries().tokens.list());
}

type Revoked = Result<{ revoked: number }, LevelUpErrorCode>;

/** Logs devices out. They are removed from the list at once, and put back if the call fails. */
export function useRevoke() {
  const { tokens } = useLevelUp();
  const list = useLevelUpQueries().tokens.list();
  const cache = useQueryClient();

  async function revoke(keeps: (token: TokenInfo) => boolean, call: () => Promise<Revoked>): Promise<Revoked> {
    await cache.cancelQueries(list);
    const before = cache.getQueryData(list.queryKey);
    cache.setQueryData(list.queryKey, before?.filter(keeps));
    const result = await call();
    if (!result.ok) cache.setQueryData(list.queryKey, before);
    void cache.invalidateQueries(list);
    return result;
  }

  return {
    one: (id: number) =>
      revoke(
        (token) => token.id !== id,
        () => safe(tokens.revoke({ id })),
      ),
    others: () =>
      revoke(
        (token) => token.current,
        () => safe(tokens.revokeOthers()),
      ),
  };
}
