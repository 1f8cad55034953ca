import { accountRouter } from "./accounts/account.router.ts";
import { authRouter } from "./accounts/auth.router.ts";
import { passkeysRouter } from "./factors/passkeys/passkeys.router.ts";
import { secondFactorRouter } from "./factors/totp/second-factor.router.ts";
import { apiTokensRouter } from "./tokens/api-tokens.router.ts";
import { tokensRouter } from "./tokens/tokens.router.ts";
import { router } from "./trpc/trpc.ts";

/** The procedures of Level Up, for an app's own router: `router({ ...accountRouters, games: gamesRouter })`. */
export const accountRouters = {
  auth: authRouter,
  account: accountRouter,
  passkeys: passkeysRouter,
  tokens: tokensRouter,
  apiTokens: apiTokensRouter,
  secondFactor: secondFactorRouter,
};

export const appRouter = router(accountRouters);

export type AppRouter = typeof appRouter;
