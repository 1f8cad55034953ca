import type { Actor, Routes } from "@levelup/server";
import { GameEvent } from "./event.entity.ts";

export const calendarRoutes: Routes = async (fastify, { guard, fork }) => {
  fastify.get("/calendar", { onRequest: guard() }, async (request) => {
    const { userId } = request.getDecorator<Actor>("actor");
    const joined = { gamers: { user: userId } };
    const events = await fork().find(GameEvent, joined, { populate: ["game"], orderBy: { startsAt: "asc" } });
    return events.map(({ game, startsAt }) => ({ game: game.title, startsAt }));
  });
};
