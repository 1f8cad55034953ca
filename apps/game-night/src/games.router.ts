import {
  authenticatedProcedure,
  defineErrors,
  errors,
  Gamer,
  LevelUpError,
  publicProcedure,
  router,
} from "@levelup/server";
import { UniqueConstraintViolationException } from "@mikro-orm/core";
import { z } from "zod";
import { Game } from "./game.entity.ts";

const gameErrors = defineErrors({ GAME_EXISTS: { status: 409, message: "There is a game of this title." } });

const gameInput = z.object({ title: z.string().trim().min(1).max(100) });
const gameOutput = z.object({ id: z.number(), title: z.string() });

export const gamesRouter = router({
  list: publicProcedure
    .output(z.array(gameOutput))
    .query(async ({ ctx }) => ctx.em.find(Game, {}, { orderBy: { title: "asc" } })),

  create: errors(gameErrors.GAME_EXISTS)(
    authenticatedProcedure
      .input(gameInput)
      .output(gameOutput)
      .mutation(async ({ ctx, input }) => {
        const owner = await ctx.em.findOneOrFail(Gamer, { user: ctx.actor.userId });
        const game = ctx.em.create(Game, { ...input, owner });
        try {
          await ctx.em.flush();
        } catch (error) {
          if (!(error instanceof UniqueConstraintViolationException)) throw error;
          throw new LevelUpError(gameErrors.GAME_EXISTS, { field: "title" });
        }
        return game;
      }),
  ),
});
