import { defineErrors } from "@levelup/server";

export const gameErrors = defineErrors({
  GAME_FULL: { status: 409, message: "This game has no free seat." },
});
