/** React bindings of the Level Up SDK: the session, and every call as options for TanStack Query. */

import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from "react";
import type { LevelUp } from "./api.ts";
import { isLevelUpError } from "./errors.ts";
import { createQueries, type LevelUpQueries } from "./queries.ts";
import type { AnyRouter, NoRouter } from "./router.ts";
import type { Session } from "./session.ts";

export type { LevelUpMutation, LevelUpQueries, LevelUpQuery } from "./queries.ts";

const LevelUpContext = createContext<{ levelup: LevelUp; queries: LevelUpQueries } | null>(null);

export interface LevelUpProviderProps {
  levelup: LevelUp;
  /** Creates the query client of one session. By default one that retries temporary errors only, twice. */
  createQueryClient?: (() => QueryClient) | undefined;
  children: ReactNode;
}

/**
 * Provides the SDK and a TanStack Query client to the tree below it. Tree and cache belong to one session: when it
 * changes, here or in another tab, the tree is mounted anew with an empty cache in one commit, so that no frame shows
 * anything of the former gamer. State that outlives a session belongs above the provider.
 */
export function LevelUpProvider({ levelup, createQueryClient, children }: LevelUpProviderProps): ReactNode {
  const { id } = useSessionOf(levelup);
  return (
    <SessionScope key={id} id={id} levelup={levelup} createQueryClient={createQueryClient ?? defaultQueryClient}>
      {children}
    </SessionScope>
  );
}

type ScopeProps = { id: number; levelup: LevelUp; createQueryClient: () => QueryClient; children: ReactNode };

function SessionScope({ id, levelup, createQueryClient, children }: ScopeProps) {
  const [client] = useState(createQueryClient);
  const [value] = useState(() => ({ levelup, queries: createQueries(levelup, id) }));

  useEffect(
    () => () => {
      // Strict mode runs this cleanup once while the session goes on.
      if (levelup.session.get().id !== id) client.clear();
    },
    [client, levelup, id],
  );

  return (
    <LevelUpContext.Provider value={value}>
      <QueryClientProvider client={client}>{children}</QueryClientProvider>
    </LevelUpContext.Provider>
  );
}

function defaultQueryClient(): QueryClient {
  const temporaryErrors: readonly string[] = ["NETWORK", "INTERNAL", "OVERLOADED", "UNAVAILABLE"];
  return new QueryClient({
    defaultOptions: {
      queries: {
        retry: (failures, error) => failures < 2 && isLevelUpError(error) && temporaryErrors.includes(error.code),
      },
    },
  });
}

/** A server that renders does not know who is logged in on the device. */
const onServer: Session = { status: "restoring", id: 0 };

function useSessionOf({ session }: LevelUp): Session {
  return useSyncExternalStore(session.subscribe, session.get, () => onServer);
}

function useLevelUpContext() {
  const context = useContext(LevelUpContext);
  if (!context) throw new Error("Put a <LevelUpProvider> above this component.");
  return context;
}

/** The SDK that was passed to the provider: `useLevelUp<AppRouter>()`. Throws without a provider. */
export function useLevelUp<Router extends AnyRouter = NoRouter>(): LevelUp<Router> {
  return useLevelUpContext().levelup as LevelUp<Router>;
}

/** The current session; renders again when it changes. Throws without a provider. */
export function useSession(): Session {
  return useSessionOf(useLevelUp());
}

/**
 * Every call as options for TanStack Query, with its data and its errors typed:
 *
 * ```tsx
 * const { account, tokens } = useLevelUpQueries();
 * const me = useQuery(account.me());
 * const revoke = useMutation({ ...tokens.revoke(), onSuccess: () => client.invalidateQueries(tokens.list()) });
 * const { api } = useLevelUpQueries<AppRouter>();
 * const games = useQuery(api.games.list.queryOptions({ page: 1 }));
 * ```
 *
 * They belong to the session in which they were created: run after it has ended, they reject with `SESSION_CHANGED`.
 * Throws without a provider.
 */
export function useLevelUpQueries<Router extends AnyRouter = NoRouter>(): LevelUpQueries<Router> {
  return useLevelUpContext().queries as LevelUpQueries<Router>;
}
