import { accountRouter } from "./accounts/account.router.ts";
import { authRouter } from "./accounts/auth.router.ts";
import { factorRouters } from "./factors/factor.router.ts";
import { apiTokensRouter } from "./tokens/api-tokens.router.ts";
import { tokensRouter } from "./tokens/tokens.router.ts";
import { router } from "./trpc/trpc.ts";

/** The procedures of Level Up, for an app's own router: `router({ ...accountRouters, games: gamesRouter })`. */
export const accountRouters = {
  auth: authRouter,
  account: accountRouter,
  ...factorRouters,
  tokens: tokensRouter,
  apiTokens: apiTokensRouter,
};

export const appRouter = router(accountRouters);

export type AppRouter = typeof appRouter;
