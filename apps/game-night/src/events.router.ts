import {
  authenticatedProcedure,
  defineErrors,
  errors,
  Gamer,
  LevelUpError,
  publicProcedure,
  router,
} from "@levelup/server";
import { LockMode } from "@mikro-orm/core";
import { z } from "zod";
import { GameEvent } from "./event.entity.ts";
import { Game } from "./game.entity.ts";

const eventErrors = defineErrors({ EVENT_FULL: { status: 409, message: "All seats are taken." } });

const eventInput = z.object({ gameId: z.number(), startsAt: z.iso.datetime(), seats: z.number().int().min(1).max(20) });
const eventId = z.object({ id: z.number() });
const eventOutput = z.object({
  id: z.number(),
  game: z.string(),
  host: z.string(),
  startsAt: z.string(),
  seats: z.number(),
  gamers: z.array(z.string()),
});

export const eventsRouter = router({
  list: publicProcedure.output(z.array(eventOutput)).query(async ({ ctx }) => {
    const events = await ctx.em.find(
      GameEvent,
      { startsAt: { $gte: ctx.clock.now() } },
      { populate: ["game", "host.user", "gamers.user"], orderBy: { startsAt: "asc", id: "asc" } },
    );
    return events.map(({ id, game, host, startsAt, seats, gamers }) => ({
      id,
      game: game.title,
      host: host.user.username,
      startsAt: startsAt.toISOString(),
      seats,
      gamers: gamers.map(({ user }) => user.username),
    }));
  }),

  create: errors("NOT_FOUND")(
    authenticatedProcedure
      .input(eventInput)
      .output(eventId)
      .mutation(async ({ ctx, input: { gameId, startsAt, seats } }) => {
        const game = await ctx.em.findOne(Game, gameId);
        if (game === null) throw new LevelUpError("NOT_FOUND");
        const host = await ctx.em.findOneOrFail(Gamer, { user: ctx.actor.userId });
        const event = ctx.em.create(GameEvent, { game, host, startsAt: new Date(startsAt), seats, gamers: [host] });
        await ctx.em.flush();
        return event;
      }),
  ),

  join: errors(
    "NOT_FOUND",
    eventErrors.EVENT_FULL,
  )(
    authenticatedProcedure.input(eventId).mutation(({ ctx, input: { id } }) =>
      ctx.em.transactional(async (em) => {
        // The lock lets one gamer after the other join: two at once would both see the last seat.
        const event = await em.findOne(GameEvent, id, { lockMode: LockMode.PESSIMISTIC_WRITE });
        if (event === null) throw new LevelUpError("NOT_FOUND");
        const gamers = await event.gamers.load();
        gamers.add(await em.findOneOrFail(Gamer, { user: ctx.actor.userId }));
        if (gamers.length > event.seats) throw new LevelUpError(eventErrors.EVENT_FULL);
      }),
    ),
  ),

  leave: authenticatedProcedure.input(eventId).mutation(async ({ ctx, input: { id } }) => {
    const event = await ctx.em.findOne(GameEvent, id, { populate: ["gamers"] });
    event?.gamers.remove(({ user }) => user.id === ctx.actor.userId);
    await ctx.em.flush();
  }),
});
