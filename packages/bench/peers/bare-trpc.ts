/**
 * A procedure without authentication or database on tRPC's own Fastify adapter. It answers with an account, through the
 * schema of `account.me`.
 */
import { accountSchema } from "@levelup/contract";
import { initTRPC } from "@trpc/server";
import { fastifyTRPCPlugin } from "@trpc/server/adapters/fastify";
import Fastify from "fastify";

const grace = {
  id: 1,
  username: "gamer-0",
  email: "",
  emailVerified: false,
  firstName: "Grace",
  lastName: "Gamer",
  bio: "I play.",
  dateJoined: "2026-01-01T00:00:00.000Z",
  lastLogin: "2026-01-01T00:00:00.000Z",
};

const t = initTRPC.create({ isDev: false });
const router = t.router({ account: t.router({ me: t.procedure.output(accountSchema).query(() => grace) }) });

const fastify = Fastify();
await fastify.register(fastifyTRPCPlugin, { prefix: "/trpc", trpcOptions: { router } });
await fastify.listen({ host: "127.0.0.1", port: Number(process.argv[2]) });
