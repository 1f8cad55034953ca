import { defineEntity, p } from "@mikro-orm/core";

const SettingSchema = defineEntity({
  name: "Setting",
  tableName: "settings",
  properties: {
    name: p.string().length(40).primary(),
    value: p.text().hidden(),
  },
});

/** What the replicas must agree on and nobody has configured. */
export class Setting extends SettingSchema.class {}
SettingSchema.setClass(Setting);
