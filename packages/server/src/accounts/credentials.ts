import { usernameKey } from "@levelup/contract/rules";
import type { Em } from "../db/database.ts";

/** What a login is checked against. */
export type Credentials = { userId: number; username: string; email: string; passwordHash: string; isActive: boolean };

type CredentialsRow = { id: number; username: string; email: string; password_hash: string; is_active: boolean };

const columns = "id, username, email, password_hash, is_active";

/** The credentials of the account of that name, in whatever case it is typed. */
export async function findCredentials(em: Em, username: string): Promise<Credentials | null> {
  return read(await em.execute(`select ${columns} from users where username_key = ?`, [usernameKey(username)]));
}

/** The same by id. */
export async function findCredentialsById(em: Em, userId: number): Promise<Credentials | null> {
  return read(await em.execute(`select ${columns} from users where id = ?`, [userId]));
}

/** Hashing takes a while, and the password may be changed or the account deactivated meanwhile. */
const unchanged = "id = ? and password_hash = ? and is_active = ?";

const valuesOf = ({ userId, passwordHash, isActive }: Credentials) => [userId, passwordHash, isActive];

/**
 * Locks the user's row and tells whether the credentials still are what they were when the password was checked
 * against them.
 */
export async function lockIfUnchanged(em: Em, checked: Credentials): Promise<boolean> {
  const rows = await em.execute(`select id from users where ${unchanged} for update`, valuesOf(checked));
  return rows.length === 1;
}

/** The same, and writes when the account was last logged in to. */
export async function enterIfUnchanged(em: Em, checked: Credentials, now: Date): Promise<boolean> {
  const rows = await em.execute(`update users set last_login = ? where ${unchanged} returning id`, [
    now,
    ...valuesOf(checked),
  ]);
  return rows.length === 1;
}

function read([row]: CredentialsRow[]): Credentials | null {
  if (row === undefined) return null;
  return {
    userId: row.id,
    username: row.username,
    email: row.email,
    passwordHash: row.password_hash,
    isActive: row.is_active,
  };
}
