/** React for the SDK of Level Up: who is logged in, and every call as options for TanStack Query. */

import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from "react";
import type { LevelUp } from "./api.ts";
import { isLevelUpError } from "./errors.ts";
import { createQueries, type LevelUpQueries } from "./queries.ts";
import type { Session } from "./session.ts";

export type { LevelUpMutation, LevelUpQueries, LevelUpQuery } from "./queries.ts";

const LevelUpContext = createContext<{ levelup: LevelUp; queries: LevelUpQueries } | null>(null);

export interface LevelUpProviderProps {
  levelup: LevelUp;
  /** Makes the query client of one session. By default one that tries again only after faults that may pass. */
  createQueryClient?: (() => QueryClient) | undefined;
  children: ReactNode;
}

/**
 * Makes the SDK and a TanStack Query client known to the tree below it. Both tree and cache belong to one session: when
 * somebody logs in or out, here or in another tab, the tree is made anew with an empty cache, in one commit, so that
 * nothing of the former gamer is shown for even a frame. State that outlives a session belongs above the provider.
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
      // Strict mode runs this once without an end: then the session is still the same one.
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
  const mayPass: readonly string[] = ["NETWORK", "INTERNAL", "OVERLOADED", "UNAVAILABLE"];
  return new QueryClient({
    defaultOptions: {
      queries: { retry: (failures, error) => failures < 2 && isLevelUpError(error) && mayPass.includes(error.code) },
    },
  });
}

/** While a server renders there is no device to ask who is logged in. */
const onServer: Session = { status: "restoring", id: 0 };

function useSessionOf({ session }: LevelUp): Session {
  return useSyncExternalStore(session.subscribe, session.get, () => onServer);
}

function useLevelUpContext() {
  const context = useContext(LevelUpContext);
  if (!context) throw new Error("Put a <LevelUpProvider> above this component.");
  return context;
}

/** The SDK that the provider was given. */
export function useLevelUp(): LevelUp {
  return useLevelUpContext().levelup;
}

/** Who is logged in on this device; renders again when that changes. */
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
 * ```
 *
 * They belong to the session that they were taken in: run after it has ended, they reject with `SESSION_CHANGED`.
 */
export function useLevelUpQueries(): LevelUpQueries {
  return useLevelUpContext().queries;
}
