import { authenticatedProcedure, errors, LevelUpError, publicProcedure, router } from "@levelup/server";
import { z } from "zod";
import { gameErrors } from "./games.errors.ts";

const gameSchema = z.object({ id: z.number(), title: z.string(), startsAt: z.date(), players: z.array(z.number()) });
const gameId = z.object({ id: z.number() });

const games = [
  { id: 1, title: "Go", startsAt: new Date("2030-01-01T18:00:00.000Z"), players: [7, 8] },
  { id: 2, title: "Chess", startsAt: new Date("2030-01-02T18:00:00.000Z"), players: [] },
];

export const gamesRouter = router({
  list: publicProcedure
    .input(z.object({ title: z.string().optional() }).optional())
    .output(z.array(gameSchema))
    .query(({ input }) => games.filter(({ title }) => title.includes(input?.title ?? ""))),

  join: errors(
    gameErrors.GAME_FULL,
    "NOT_FOUND",
  )(
    authenticatedProcedure
      .input(gameId)
      .output(z.object({ game: gameSchema, player: z.string() }))
      .mutation(({ ctx, input }) => {
        const game = games.find(({ id }) => id === input.id);
        if (game === undefined) throw new LevelUpError("NOT_FOUND", { field: "id" });
        if (game.players.length === 2) throw new LevelUpError(gameErrors.GAME_FULL);
        return { game, player: ctx.actor.username };
      }),
  ),

  scores: router({
    mine: authenticatedProcedure.output(z.object({ points: z.number() })).query(() => ({ points: 3 })),
  }),
});
