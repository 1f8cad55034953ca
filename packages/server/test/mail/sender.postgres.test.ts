import { rows } from "@levelup/test-support/support.ts";
import { expect, test } from "vitest";
import { openDatabase } from "../../src/db/database.ts";
import { accountEntities as entities, accountMigrations as migrations } from "../../src/db/schema.ts";
import { createMailSender } from "../../src/mail/mail-sender.ts";
import { createTestApp } from "../../src/testing/index.ts";
import { queue, testKinds } from "../support/test-mail.ts";

test("J15: two replicas send every mail once, however they race for them", async () => {
  await using app = await createTestApp({ mailKinds: testKinds });
  const { log, settings } = app.app;
  const addresses = Array.from({ length: 60 }, (_, index) => `gamer-${index}@play.example`);
  for (const asked of addresses) await queue(app, { asked });
  const delivered: string[][] = [[], []];
  const databases = await Promise.all(delivered.map(() => openDatabase(settings.database, { entities, migrations })));
  const senders = databases.map((database, index) =>
    createMailSender({
      database,
      transport: { deliver: async ({ to }) => void delivered[index]?.push(to.address) },
      kinds: testKinds,
      render: () => ({ subject: "s", text: "t", html: null }),
      from: { name: "", address: "no-reply@play.example" },
      clock: app.clock,
      log,
      onMail: () => {},
    }),
  );

  await Promise.all(senders.map((sender) => sender.run()));
  await Promise.all(databases.map((database) => database.close()));

  expect(delivered.flat().toSorted()).toEqual(addresses.toSorted());
  expect(delivered.map((list) => list.length > 0)).toEqual([true, true]);
  expect(await rows(app, "select id from mails")).toEqual([]);
});
