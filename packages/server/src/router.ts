import { accountRouter } from "./accounts/account.router.ts";
import { authRouter } from "./accounts/auth.router.ts";
import { tokensRouter } from "./tokens/tokens.router.ts";
import { router } from "./trpc/trpc.ts";

export const appRouter = router({ auth: authRouter, account: accountRouter, tokens: tokensRouter });

export type AppRouter = typeof appRouter;
