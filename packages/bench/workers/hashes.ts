/** Makes hashes of the lowest cost and does nothing else. Prints the milliseconds of CPU of one. */
import bcrypt from "bcrypt";
import { cheapCost } from "./cheap-cost.ts";

const count = Number(process.argv[2]);
const password = "a".repeat(64);
const before = process.cpuUsage();
for (let index = 0; index < count; index += 1) await bcrypt.hash(password, cheapCost);
const { user, system } = process.cpuUsage(before);
process.stdout.write(String((user + system) / 1000 / count));
