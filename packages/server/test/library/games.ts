import { defineEntity, p } from "@mikro-orm/core";
import { Migration } from "@mikro-orm/migrations";
import { z } from "zod";
import {
  accountEntities,
  accountMigrations,
  accountRouters,
  authenticatedProcedure,
  defineErrors,
  errors,
  LevelUpError,
  publicProcedure,
  router,
  User,
} from "../../src/index.ts";

const GameSchema = defineEntity({
  name: "Game",
  tableName: "games",
  properties: {
    id: p.integer().primary(),
    title: p.string().length(100).unique("games_title_unique"),
    host: () => p.manyToOne(User).deleteRule("cascade").index("games_host_id_index"),
    createdAt: p.datetime(),
  },
});
export class Game extends GameSchema.class {}
GameSchema.setClass(Game);

export class CreateGames extends Migration {
  override up(): void {
    this.addSql(`create table "games" ("id" serial primary key, "title" varchar(100) not null,
      "host_id" int not null, "created_at" timestamptz not null)`);
    this.addSql(`create index "games_host_id_index" on "games" ("host_id")`);
    this.addSql(`alter table "games" add constraint "games_title_unique" unique ("title")`);
    this.addSql(`alter table "games" add constraint "games_host_id_foreign"
      foreign key ("host_id") references "users" ("id") on delete cascade`);
  }

  override down(): void {
    this.addSql(`drop table "games"`);
  }
}

const gameErrors = defineErrors({ GAME_EXISTS: { status: 409, message: "There is a game of this title." } });
const game = z.object({ id: z.number(), title: z.string(), host: z.string() });
const title = z.object({ title: z.string().min(1).max(100) });

const gamesRouter = router({
  create: errors(gameErrors.GAME_EXISTS)(
    authenticatedProcedure
      .input(title)
      .output(game)
      .mutation(async ({ ctx, input }) => {
        if ((await ctx.em.count(Game, input)) > 0) throw new LevelUpError(gameErrors.GAME_EXISTS, { field: "title" });
        const host = ctx.em.getReference(User, ctx.actor.userId);
        const created = ctx.em.create(Game, { ...input, host, createdAt: ctx.clock.now() });
        await ctx.em.flush();
        return { id: created.id, title: created.title, host: ctx.actor.username };
      }),
  ),

  list: publicProcedure.output(z.array(game)).query(async ({ ctx }) => {
    const games = await ctx.em.find(Game, {}, { populate: ["host"], orderBy: { id: "asc" } });
    return games.map(({ id, title, host }) => ({ id, title, host: host.username }));
  }),

  /** Leaves an entity behind that it never saves. */
  abandon: authenticatedProcedure.mutation(({ ctx }) => {
    const host = ctx.em.getReference(User, ctx.actor.userId);
    ctx.em.create(Game, { title: "abandoned", host, createdAt: ctx.clock.now() });
    throw new Error("hunter2");
  }),

  /** Breaks a constraint, and does not declare an error for it. */
  createTwice: authenticatedProcedure.input(title).mutation(async ({ ctx, input }) => {
    const host = ctx.em.getReference(User, ctx.actor.userId);
    for (const { title } of [input, input]) ctx.em.create(Game, { title, host, createdAt: ctx.clock.now() });
    await ctx.em.flush();
  }),
});

/** A team's own app: games that gamers host. */
export const gamesApp = {
  router: router({ ...accountRouters, games: gamesRouter }),
  entities: [...accountEntities, Game],
  migrations: [...accountMigrations, { name: "20270101_games", class: CreateGames }],
};
