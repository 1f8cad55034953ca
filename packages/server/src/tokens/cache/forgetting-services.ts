import type { Services } from "../../trpc/context.ts";
import { digestToken } from "../token-format.ts";
import type { TokenCache } from "./token-cache.ts";

/**
 * The same services, which forget what they change before they answer. The database tells every replica, this one too,
 * but a moment later; whoever changes something here finds it changed here at once. A change whose answer was lost may
 * have been committed, so failures forget as well.
 */
export function forgettingServices({ accounts, tokens }: Services, cache: TokenCache): Services {
  async function thenForget<Answer>(forget: () => void, run: () => Promise<Answer>): Promise<Answer> {
    try {
      return await run();
    } finally {
      forget();
    }
  }
  const ofUser = (userId: number) => () => cache.forgetUser(userId);

  return {
    accounts: {
      ...accounts,
      // The time of the last login is part of the account, and the oldest token may be gone.
      async login(input, request) {
        const answer = await accounts.login(input, request);
        if (answer.valid) cache.forgetUser(answer.account.id);
        return answer;
      },
      changePassword: (actor, input, request) =>
        thenForget(ofUser(actor.userId), () => accounts.changePassword(actor, input, request)),
      update: (actor, input, request) => thenForget(ofUser(actor.userId), () => accounts.update(actor, input, request)),
    },
    tokens: {
      ...tokens,
      revoke: (actor, id, request) => thenForget(ofUser(actor.userId), () => tokens.revoke(actor, id, request)),
      revokeOthers: (actor, request) => thenForget(ofUser(actor.userId), () => tokens.revokeOthers(actor, request)),
      logout: (token, request) =>
        thenForget(
          () => cache.forgetToken(digestToken(token)),
          () => tokens.logout(token, request),
        ),
    },
  };
}
