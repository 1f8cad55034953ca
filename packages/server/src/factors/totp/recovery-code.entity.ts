import { defineEntity, p } from "@mikro-orm/core";
import { User } from "../../accounts/user.entity.ts";

const RecoveryCodeSchema = defineEntity({
  name: "RecoveryCode",
  tableName: "recovery_codes",
  properties: {
    user: () => p.manyToOne(User).primary().deleteRule("cascade").index(false),
    /** SHA-256 of the code, which is not stored. */
    digest: p.blob().primary().hidden(),
    usedAt: p.datetime().nullable(),
  },
});

/** A code that stands in for the authenticator app, once. */
export class RecoveryCode extends RecoveryCodeSchema.class {}
RecoveryCodeSchema.setClass(RecoveryCode);
