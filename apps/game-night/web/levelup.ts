import { createLevelUp } from "@levelup/client";
import { createTRPCClient } from "@trpc/client";
import { createTRPCContext } from "@trpc/tanstack-react-query";
import type { AppRouter } from "../src/app.ts";

export const levelup = createLevelUp<AppRouter>({ url: "/trpc" });
export const trpcClient = createTRPCClient<AppRouter>({ links: [levelup.link] });
export const { TRPCProvider, useTRPC } = createTRPCContext<AppRouter>();
