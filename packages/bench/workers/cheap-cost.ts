/** The least that bcrypt takes. */
export const cheapCost = 4;
