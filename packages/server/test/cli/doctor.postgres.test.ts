import { expect, test } from "vitest";
import { databaseFindings } from "../../src/doctor/database-findings.ts";
import { createTestApp, createTestClock } from "../../src/testing/index.ts";

test("levelup doctor tells when the machine's clock and the database's disagree", async () => {
  await using test = await createTestApp();
  const { database, settings } = test.app;
  const clockOff = async (ms: number) => {
    const found = await databaseFindings(database, settings, {
      clock: createTestClock(new Date(Date.now() + ms)),
      checks: [],
    });
    return found.find(({ check }) => check === "clock")?.level;
  };

  expect(await clockOff(15_000)).toBe("warning");
  expect(await clockOff(-3_600_000)).toBe("error");
});
