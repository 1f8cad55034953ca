import { type CreateApiTokenInput, safe } from "@levelup/client";
import { useLevelUp, useLevelUpQueries } from "@levelup/client/react";
import { useQuery, useQueryClient } from "@tanstack/react-query";

/** The account's API tokens. */
export function useApiTokens() {
  return useQuery(useLevelUpQueries().apiTokens.list());
}

/** The scopes that can be given; they change only with the server. */
export function useScopes() {
  return useQuery({ ...useLevelUpQueries().apiTokens.scopes(), staleTime: Number.POSITIVE_INFINITY });
}

/** Creates and ends API tokens, and loads again what shows them. */
export function useChangeApiTokens() {
  const { apiTokens } = useLevelUp();
  const queries = useLevelUpQueries();
  const cache = useQueryClient();

  async function reload() {
    void cache.invalidateQueries(queries.account.security());
    await cache.invalidateQueries(queries.apiTokens.list());
  }

  return {
    reload,
    async create(input: CreateApiTokenInput) {
      const result = await safe(apiTokens.create(input));
      // Not awaited: the secret is to be shown, whatever becomes of the list.
      if (result.ok) void reload();
      return result;
    },
    async end(id: number) {
      const result = await safe(apiTokens.revoke({ id }));
      await reload();
      return result;
    },
  };
}
