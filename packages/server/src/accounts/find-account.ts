import { loginKeys } from "@levelup/contract/rules";
import { raw } from "@mikro-orm/core";
import type { Em } from "../db/database.ts";
import { User } from "./user.entity.ts";

/** More accounts than these share an address only by abuse. */
const mostByAddress = 20;

/** Whether a typed name can be an address, and is worth a query for one. */
export function canBeAddress(typed: string): boolean {
  return typed.includes("@");
}

/** The account of a username, as it was typed or without the spaces around it. */
async function findByUsername(em: Em, typed: string): Promise<User | null> {
  const { exact, trimmed } = loginKeys(typed);
  const found = await em.find(User, { usernameKey: { $in: [exact, trimmed] } });
  return found.find((user) => user.usernameKey === exact) ?? found[0] ?? null;
}

/** The accounts of an address in any case, those that have confirmed it first. */
async function findByAddress(em: Em, typed: string): Promise<User[]> {
  // Folded by PostgreSQL, as in its index.
  const sameAddress = { email: { $ne: "" }, [raw("lower(email)")]: raw("lower(?)", [typed.trim()]) };
  const confirmedFirst = [{ emailVerifiedAt: "asc nulls last" }, { id: "asc" }] as const;
  return em.find(User, sameAddress, { orderBy: [...confirmedFirst], limit: mostByAddress });
}

/** The account that a typed name logs in to: the one of that username, or the only one that has confirmed that address. */
export async function findForLogin(em: Em, typed: string): Promise<User | null> {
  const byUsername = await findByUsername(em, typed);
  if (!canBeAddress(typed)) return byUsername;
  // Looked up in any case: whether there is such a username shall not take another time.
  const confirmed = (await findByAddress(em, typed)).filter(({ emailVerifiedAt }) => emailVerifiedAt);
  return byUsername ?? (confirmed.length === 1 ? (confirmed[0] ?? null) : null);
}

/** At most so many accounts of an address get a mail each. */
const mostMails = 5;

/**
 * The accounts that get a mail when a new password is asked for: the one of that username, and those of that address; if
 * any has confirmed it, then only those that have.
 */
export async function findForReset(em: Em, typed: string): Promise<User[]> {
  const byUsername = await findByUsername(em, typed);
  const byAddress = canBeAddress(typed) ? await findByAddress(em, typed) : [];
  const confirmed = byAddress.filter(({ emailVerifiedAt }) => emailVerifiedAt);
  const found = new Set([...(byUsername ? [byUsername] : []), ...(confirmed.length > 0 ? confirmed : byAddress)]);
  return [...found].filter(({ isActive, email }) => isActive && email !== "").slice(0, mostMails);
}
