import { type ErrorCode, errorTable } from "@levelup/contract/errors";
import type { Page } from "playwright-core";

/** An error as the server answers it. */
export function errorAnswer(code: ErrorCode, details: { retryAfterSeconds?: number } = {}) {
  const { status, message } = errorTable[code];
  const data = { code, httpStatus: status, requestId: "req-1", ...details };
  return { status, json: { error: { message, code: -32_000, data } } };
}

/** Answers every login with an error code. */
export async function rejectLogins(...error: [page: Page, ...Parameters<typeof errorAnswer>]): Promise<void> {
  const [page, ...answer] = error;
  await page.route(/auth\.login/, (route) => route.fulfill(errorAnswer(...answer)));
}
