/** The lowest cost of bcrypt. */
export const cheapCost = 4;
