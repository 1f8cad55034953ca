import { defineEntity, p } from "@mikro-orm/core";
import { User } from "../../accounts/user.entity.ts";

const SecondFactorSchema = defineEntity({
  name: "SecondFactor",
  tableName: "second_factors",
  properties: {
    user: () => p.oneToOne(User).owner().primary().deleteRule("cascade"),
    /** The seed of the authenticator app, encrypted; null until one has shown a code. */
    secret: p.blob().nullable().hidden(),
    /** A seed that has not shown a code yet, encrypted, and until when it may. */
    pending: p.blob().nullable().hidden(),
    pendingUntil: p.datetime().nullable(),
    activatedAt: p.datetime().nullable(),
    /** The step of the newest code that was used: it and all before it are spent. */
    lastStep: p.bigint("number").nullable(),
  },
});

/** The authenticator app of an account. It is on when there is a `secret`. */
export class SecondFactor extends SecondFactorSchema.class {}
SecondFactorSchema.setClass(SecondFactor);
