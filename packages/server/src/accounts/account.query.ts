import type { Account } from "@levelup/contract";
import type { Em } from "../db/database.ts";

export type AccountRow = {
  user_id: number;
  username: string;
  email: string;
  first_name: string;
  last_name: string;
  bio: string;
  joined_ms: number;
  login_ms: number | null;
};

/** Of `users u left join gamers g`: a user that came without a gamer has an empty bio. */
export const accountColumns = `
  u.id as user_id, u.username, u.email, u.first_name, u.last_name, coalesce(g.bio, '') as bio,
  (extract(epoch from u.date_joined) * 1000)::float8 as joined_ms,
  (extract(epoch from u.last_login) * 1000)::float8 as login_ms`;

const accountQuery = `select ${accountColumns} from users u left join gamers g on g.user_id = u.id where u.id = ?`;

/** An account as it leaves the server, or null when there is none of that id. */
export async function findAccount(em: Em, userId: number): Promise<Account | null> {
  const [row] = await em.execute<AccountRow[]>(accountQuery, [userId]);
  return row === undefined ? null : readAccount(row);
}

export function readAccount(row: AccountRow): Account {
  return {
    id: row.user_id,
    username: row.username,
    email: row.email,
    firstName: row.first_name,
    lastName: row.last_name,
    bio: row.bio,
    dateJoined: new Date(row.joined_ms).toISOString(),
    lastLogin: row.login_ms === null ? null : new Date(row.login_ms).toISOString(),
  };
}
