import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { TestApp } from "@levelup/server/testing";
import { createDjangoDatabase, type DjangoDatabase, djangoPassword } from "@levelup/test-support/django-database.ts";
import { counted, importInto, noted } from "@levelup/test-support/importing.ts";
import { temporaryFolder } from "@levelup/test-support/server-process.ts";
import { rows } from "@levelup/test-support/support.ts";
import { createTestApp } from "@levelup/test-support/test-app.ts";
import { describe, expect, test } from "vitest";
import { defaultNames } from "../../src/import/source.ts";

const names = {
  ...defaultNames,
  tables: { ...defaultNames.tables, emails: "account_emailaddress" },
  models: { ...defaultNames.models, emails: "account.EmailAddress" },
};

type Address = { id: number; user: number; email: string; verified?: 0 | 1; primary?: 0 | 1 };

/** A Django database with allauth's table of e-mail addresses. */
function allauthDatabase(): DjangoDatabase & { addAddress(address: Address): void } {
  const django = createDjangoDatabase();
  django.run(`create table account_emailaddress (id integer primary key, verified bool not null,
    "primary" bool not null, user_id integer not null, email varchar(254) not null)`);
  return {
    ...django,
    addAddress({ id, user, email, verified = 1, primary = 1 }) {
      django.run(`insert into account_emailaddress values (${id}, ${verified}, ${primary}, ${user}, '${email}')`);
    },
  };
}

/** The ids of the accounts with a verified address. */
async function verified(app: TestApp): Promise<unknown[]> {
  const found = await rows(app, "select id from users where email_verified_at is not null order by id");
  return found.map(({ id }) => id);
}

describe("allauth's verified addresses", () => {
  test("are taken where they are the account's own, and then log in", async () => {
    await using app = await createTestApp();
    using django = allauthDatabase();
    for (const [id, username] of ["ada", "grace", "joan", "mary"].entries()) {
      django.add({ id: id + 1, username, email: `${username}@me.com` });
    }
    django.addAddress({ id: 1, user: 1, email: "ADA@me.com" });
    django.addAddress({ id: 2, user: 2, email: "grace@me.com", verified: 0 });
    django.addAddress({ id: 3, user: 3, email: "other@me.com" });
    django.addAddress({ id: 4, user: 3, email: "more@me.com", primary: 0 });
    django.addAddress({ id: 5, user: 4, email: "ada@me.com" });

    const report = await importInto(app, django.file, { names });

    expect(counted(report)[3]).toBe("emails: 1 taken, 1 unchanged, 3 refused");
    expect(noted(report)).toEqual([
      "emails 3 refused other_primary_address",
      "emails 4 refused other_address",
      "emails 5 refused other_primary_address",
    ]);
    expect(report.packages).toEqual([]);
    expect(await verified(app)).toEqual([1]);
    expect(await rows(app, "select id from users where email_verified_at = ?", [app.clock.now()])).toHaveLength(1);
    const login = { username: "ada@me.com", password: djangoPassword };
    expect(await app.anonymous.auth.login(login)).toMatchObject({ valid: true, account: { emailVerified: true } });
  });

  test("are left alone unless their table is named, and the report says how to name it", async () => {
    await using app = await createTestApp();
    using django = allauthDatabase();
    django.add({ id: 1, username: "ada", email: "ada@me.com" });
    django.addAddress({ id: 1, user: 1, email: "ada@me.com" });

    const report = await importInto(app, django.file);

    expect(counted(report)).toEqual(["users: 1 taken", "gamers: 1 taken", "tokens: 1 taken"]);
    expect(report.packages).toEqual([expect.stringContaining("--emails-table account_emailaddress")]);
    expect(await verified(app)).toEqual([]);
  });

  test("are taken from fixtures, also from one that holds nothing else", async () => {
    await using app = await createTestApp();
    await using folder = await temporaryFolder();
    using django = createDjangoDatabase();
    django.add({ id: 1, username: "ada", email: "ada@me.com" });
    const file = join(folder.path, "emails.json");
    const fields = { user: 1, email: "ada@me.com", verified: true, primary: true };
    writeFileSync(file, JSON.stringify([{ model: "account.emailaddress", pk: 9, fields }]));
    await importInto(app, django.file);

    const report = await importInto(app, file, { names });

    expect(counted(report)[3]).toBe("emails: 1 taken");
    expect([noted(report), await verified(app)]).toEqual([[], [1]]);
  });

  test("count as unchanged the next time, and follow an address that Django changed", async () => {
    await using app = await createTestApp();
    using django = allauthDatabase();
    django.add({ id: 1, username: "ada", email: "ada@me.com" });
    django.addAddress({ id: 1, user: 1, email: "ada@me.com" });
    await importInto(app, django.file, { names });

    const again = await importInto(app, django.file, { names });
    django.run("update auth_user set email = 'new@me.com'; update account_emailaddress set email = 'new@me.com'");
    const dryRun = await importInto(app, django.file, { names, dryRun: true });
    const changed = await importInto(app, django.file, { names });

    expect([again, dryRun, changed].map((report) => counted(report)[3])).toEqual([
      "emails: 1 unchanged",
      "emails: 1 taken",
      "emails: 1 taken",
    ]);
    expect(await rows(app, "select email from users where email_verified_at is not null")).toEqual([
      { email: "new@me.com" },
    ]);
  });

  test("verify nothing that was changed here, in an account of somebody else, or that only looks alike", async () => {
    await using app = await createTestApp();
    using django = allauthDatabase();
    // A sign for kelvin, which is a small k in lower case.
    const [kelvin, changedHere] = ["\u212Aim@me.com", "joan@me.com"];
    const { account } = await app.gamer({ email: "here@me.com" });
    django.add({ id: account.id, username: "elsewhere", email: "here@me.com" });
    django.add({ id: 20, username: "kim", email: "kim@me.com" });
    django.add({ id: 30, username: "joan", email: changedHere });
    django.addAddress({ id: 1, user: account.id, email: "here@me.com" });
    django.addAddress({ id: 2, user: 20, email: kelvin });
    await importInto(app, django.file, { names });
    await rows(app, "update users set email = 'joan@here.example' where id = 30 returning id");
    django.addAddress({ id: 3, user: 30, email: changedHere });

    const report = await importInto(app, django.file, { names });

    expect(noted(report).filter((note) => note.startsWith("emails"))).toEqual([
      "emails 1 refused user_missing",
      "emails 2 refused other_primary_address",
      "emails 3 refused other_primary_address",
    ]);
    expect(await verified(app)).toEqual([]);
  });

  test("of damaged rows are refused, each with its reason", async () => {
    await using app = await createTestApp();
    using django = allauthDatabase();
    django.add({ id: 1, username: "ada", email: "" });
    django.addAddress({ id: 1, user: 1, email: "" });
    django.addAddress({ id: 2, user: 99, email: "ada@me.com" });
    django.run(
      `insert into account_emailaddress values (3, 'maybe', 1, 1, 'ada@me.com'), (4, 1, 1, 1, '${"a".repeat(255)}')`,
    );

    const report = await importInto(app, django.file, { names });

    expect(noted(report).sort()).toEqual([
      "emails 1 refused other_primary_address",
      "emails 2 refused user_missing",
      "emails 3 refused bad_flag",
      "emails 4 refused too_long",
    ]);
    expect(await verified(app)).toEqual([]);
  });

  test("are not read from a table that is missing, lacks a column or is a view", async () => {
    await using app = await createTestApp();
    using django = createDjangoDatabase();
    const failure = () => importInto(app, django.file, { names }).catch((error: Error) => error.message);

    const missing = await failure();
    django.run("create table account_emailaddress (id integer, email text, user_id integer)");
    const incomplete = await failure();
    django.run(`drop table account_emailaddress;
      create view account_emailaddress as select id, id as user_id, email, 1 as verified from auth_user`);

    expect([missing, incomplete, await failure()]).toEqual([
      "the source has no table account_emailaddress.",
      "the table account_emailaddress has no column verified.",
      "account_emailaddress is a view.",
    ]);
  });
});
