import type { DataTag, UnusedSkipTokenOptions, UseMutationOptions } from "@tanstack/react-query";
import type { LevelUp, LogoutOutput } from "./api.ts";
import { type Call, clientError, type ErrorCodeOfCall, type LevelUpError, type LevelUpErrorCode } from "./errors.ts";

type Key = readonly ["levelup", string];

/** A query of the SDK as options for `useQuery` and the like; the type of `queryKey` carries the data, for `setQueryData`. */
export type LevelUpQuery<Data, Code extends LevelUpErrorCode> = UnusedSkipTokenOptions<
  Data,
  LevelUpError<Code>,
  Data,
  Key
> & { queryKey: DataTag<Key, Data, LevelUpError<Code>>; queryFn: () => Promise<Data> };

/** A mutation of the SDK as options for `useMutation`. */
export type LevelUpMutation<Input, Data, Code extends LevelUpErrorCode> = UseMutationOptions<
  Data,
  LevelUpError<Code>,
  Input
> & { mutationFn: (input: Input) => Promise<Data> };

type QueryOf<Method> = Method extends () => Call<infer Data, infer Code> ? () => LevelUpQuery<Data, Code> : never;

type MutationOf<Method> = Method extends (...input: infer Input) => Call<infer Data, infer Code>
  ? () => LevelUpMutation<Input extends [infer Only] ? Only : void, Data, Code>
  : never;

type Group<Methods, Queries extends keyof Methods> = {
  readonly [Name in keyof Methods]: Name extends Queries ? QueryOf<Methods[Name]> : MutationOf<Methods[Name]>;
};

/** Each call of the SDK, by its name, as options for TanStack Query. */
export type LevelUpQueries = {
  readonly auth: Group<LevelUp["auth"], "options">;
  readonly account: Group<LevelUp["account"], "me" | "security">;
  readonly tokens: Group<LevelUp["tokens"], "list">;
};

/**
 * Creates the options for one session. TanStack Query may run a function long after the session has ended, such as a
 * paused mutation; it must not act for the next gamer.
 */
export function createQueries({ auth, account, tokens, session }: LevelUp, sessionId: number): LevelUpQueries {
  const within =
    <Input extends unknown[], Data>(call: (...input: Input) => Promise<Data>) =>
    (...input: Input): Promise<Data> =>
      session.get().id === sessionId ? call(...input) : Promise.reject(clientError("SESSION_CHANGED"));

  const query =
    <Data, Code extends LevelUpErrorCode>(name: string, call: () => Call<Data, Code>) =>
    () => {
      const run = within(call);
      return { queryKey: ["levelup", name], queryFn: () => run() } as unknown as LevelUpQuery<Data, Code>;
    };

  const mutation =
    <Input, Data, Code extends LevelUpErrorCode>(call: (input: Input) => Call<Data, Code>) =>
    (): LevelUpMutation<Input, Data, Code> => {
      const run = within(call);
      return { mutationFn: (input) => run(input) };
    };

  return {
    auth: {
      register: mutation(auth.register),
      login: mutation(auth.login),
      logout: mutation<void, LogoutOutput, never>(() => auth.logout()),
      options: query("auth.options", auth.options),
      requestPasswordReset: mutation(auth.requestPasswordReset),
      resetPassword: mutation(auth.resetPassword),
      confirmEmail: mutation(auth.confirmEmail),
      confirm: mutation(auth.confirm),
    },
    account: {
      me: query("account.me", account.me),
      update: mutation(account.update),
      changePassword: mutation(account.changePassword),
      changeEmail: mutation(account.changeEmail),
      requestEmailVerification: mutation<
        void,
        { accepted: boolean },
        ErrorCodeOfCall<"account.requestEmailVerification">
      >(() => account.requestEmailVerification()),
      security: query("account.security", account.security),
    },
    tokens: {
      list: query("tokens.list", tokens.list),
      revoke: mutation(tokens.revoke),
      revokeOthers: mutation<void, { revoked: number }, ErrorCodeOfCall<"tokens.revokeOthers">>(() =>
        tokens.revokeOthers(),
      ),
    },
  };
}
