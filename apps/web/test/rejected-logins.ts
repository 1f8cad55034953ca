import { type ErrorCode, errorTable } from "@levelup/contract/errors";
import type { Page } from "playwright-core";

/** Answers every login with an error code. */
export async function rejectLogins(
  page: Page,
  code: ErrorCode,
  details: { retryAfterSeconds?: number } = {},
): Promise<void> {
  const { status, message } = errorTable[code];
  const data = { code, httpStatus: status, requestId: "req-1", ...details };
  await page.route(/auth\.login/, (route) =>
    route.fulfill({ status, json: { error: { message, code: -32_000, data } } }),
  );
}
