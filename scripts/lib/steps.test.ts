import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { step } from "./steps.mjs";

let output = "";

beforeEach(() => {
  output = "";
  vi.useFakeTimers();
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    output += text;
    return true;
  });
});

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

test("without a terminal, a long step says every five seconds what it does and how far it is", async () => {
  const work = Promise.withResolvers<void>();
  const long = step(
    "Installing packages",
    (progress) => {
      setTimeout(() => progress("added 10"), 6000);
      return work.promise;
    },
    () => "done",
  );
  await vi.advanceTimersByTimeAsync(12_000);
  work.resolve();
  await long;
  expect(output.split("\n")).toEqual([
    "Installing packages … (5.0 s)",
    "Installing packages … added 10 (10.0 s)",
    "Installing packages … done (12.0 s)",
    "",
  ]);
});

test("a short step is one line, and a failed one says so", async () => {
  await step(
    "Building",
    async () => {},
    () => "nothing new",
  );
  await expect(
    step(
      "Building",
      () => Promise.reject(new Error("no")),
      () => "done",
    ),
  ).rejects.toThrow("no");
  expect(output).toBe("Building … nothing new (0.0 s)\nBuilding … failed (0.0 s)\n");
});
