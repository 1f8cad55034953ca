import { outcomes } from "@levelup/test-support/support.ts";
import pg from "pg";
import { afterEach, expect, test, vi } from "vitest";
import { createTestApp, type TestApp } from "../../src/testing/index.ts";

/**
 * Every statement of a call is explained with sequential scans switched off: PostgreSQL then plans one only where no
 * index can be used. A scan of a whole index does not count either.
 */

const tables = ["users", "gamers", "tokens", "attempts", "audit_events"];

/** The kinds of statements that must be among them: a path that did not run proves nothing. */
const kinds = [
  ...["delete attempts", "delete tokens"],
  ...["insert attempts", "insert audit_events", "insert gamers", "insert tokens", "insert users"],
  ...["select attempts", "select gamers", "select tokens", "select users"],
  ...["update attempts", "update tokens", "update users"],
];

type Statement = { text: string; values: unknown[] };
type Plan = {
  "Node Type": string;
  "Relation Name"?: string;
  "Index Name"?: string;
  "Index Cond"?: string;
  Plans?: Plan[];
};

afterEach(() => {
  vi.restoreAllMocks();
});

const password = "correct horse battery staple";

/** Calls every procedure on each of its paths: right, wrong, renewed, throttled. */
async function callEverything({ anonymous, as, clock, gamer }: TestApp): Promise<void> {
  const { account, caller } = await gamer({ password });
  const { username } = account;
  const login = await anonymous.auth.login({ username, password });
  if (!login.valid) throw new Error("the login was refused");
  await anonymous.auth.login({ username, password, deviceId: login.deviceId });
  await anonymous.auth.login({ username, password: "wrong" });
  await outcomes([anonymous.auth.register({ username, password, firstName: "Ada", lastName: "Gamer" })]);
  const here = as(login.token);
  await here.account.me();
  clock.advance({ hours: 2 });
  await here.account.me();
  await here.account.update({ firstName: "Ada", bio: "I play." });
  const [newest] = await here.tokens.list();
  if (newest !== undefined) await here.tokens.revoke({ id: newest.id });
  await here.tokens.revokeOthers();
  await outcomes([caller.account.me()]);
  await outcomes([here.account.changePassword({ currentPassword: "wrong", newPassword: "a wholly different phrase" })]);
  const change = await here.account.changePassword({
    currentPassword: password,
    newPassword: "a wholly different phrase",
  });
  await as(change.token).auth.logout();
}

/** The statements about our tables that the driver gets while something runs, each text once. */
async function statementsOf(run: () => Promise<void>): Promise<Statement[]> {
  const spy = vi.spyOn(pg.Client.prototype, "query");
  await run();
  const calls: unknown[][] = spy.mock.calls;
  spy.mockRestore();
  const statements = new Map<string, Statement>();
  for (const [query, values] of calls) {
    const statement = read(query, values);
    const isAboutOurs = tables.some((table) => new RegExp(`\\b${table}\\b`).test(statement.text));
    if (isAboutOurs) statements.set(statement.text, statement);
  }
  return [...statements.values()];
}

function kindsOf(statements: readonly Statement[]): string[] {
  const verbs =
    /\b(delete|insert|select|update)\b(?: (?:from|into)| [^;]*? from)? "?(users|gamers|tokens|attempts|audit_events)\b/g;
  const kinds = statements.flatMap(({ text }) =>
    [...text.replace(/\s+/g, " ").matchAll(verbs)].map(([, verb, table]) => `${verb} ${table}`),
  );
  return [...new Set(kinds)].sort();
}

/** `client.query("…", […])` or `client.query({ text: "…", values: […] })`. */
function read(query: unknown, values: unknown): Statement {
  if (typeof query === "string") return { text: query, values: Array.isArray(values) ? values : [] };
  const { text, values: own } = query as Partial<Statement>;
  return { text: text ?? "", values: own ?? (Array.isArray(values) ? values : []) };
}

/** Where a plan reads one of our tables by no index, with the statement's beginning. */
async function unindexed(client: pg.Client, statements: readonly Statement[]): Promise<string[]> {
  // The tables of a test are so small that joining them whole would be cheap: with a million rows it is not.
  await client.query("set enable_seqscan = off; set enable_hashjoin = off; set enable_mergejoin = off");
  const found: string[] = [];
  for (const { text, values } of statements) {
    const { rows } = await client.query({ text: `explain (format json) ${text}`, values });
    for (const node of nodesOf(rows[0]["QUERY PLAN"][0].Plan)) {
      const name = node["Relation Name"] ?? node["Index Name"];
      if (isUnindexed(node)) found.push(`${node["Node Type"]} of ${name}: ${text.trim().replace(/\s+/g, " ")}`);
    }
  }
  return found;
}

function isUnindexed(node: Plan): boolean {
  if (node["Node Type"] === "Seq Scan") return tables.includes(node["Relation Name"] ?? "");
  return node["Node Type"].includes("Index") && node["Index Cond"] === undefined;
}

function nodesOf(plan: Plan): Plan[] {
  return [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];
}

async function connect(app: TestApp): Promise<pg.Client & AsyncDisposable> {
  const client = new pg.Client({ connectionString: app.app.settings.database.url?.reveal() ?? "" });
  await client.connect();
  return Object.assign(client, { [Symbol.asyncDispose]: () => client.end() });
}

test("every query of a call uses an index, and one that lacks its index is noticed", async () => {
  await using app = await createTestApp();
  const statements = await statementsOf(() => callEverything(app));
  await using client = await connect(app);

  expect(kindsOf(statements)).toEqual(kinds);
  expect(await unindexed(client, statements)).toEqual([]);

  const needed = {
    users_username_key_unique: "users",
    gamers_user_id_unique: "gamers",
    tokens_digest_unique: "tokens",
    tokens_user_id_id_index: "tokens",
    attempts_pkey: "attempts",
    attempts_expires_at_index: "attempts",
  };
  for (const [index, table] of Object.entries(needed)) {
    await client.query("begin");
    const isConstraint = !index.endsWith("_index");
    await client.query(isConstraint ? `alter table ${table} drop constraint ${index}` : `drop index ${index}`);
    // `on conflict` names the index's columns: without the index there is no plan.
    const found = await unindexed(client, statements).catch((error: Error) => [error.message]);
    await client.query("rollback");
    expect(found, `without ${index}`).not.toEqual([]);
  }
});
