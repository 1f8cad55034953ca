/** Makes so many hashes of the least cost and nothing else. Prints the milliseconds of CPU that one took. */
import bcrypt from "bcrypt";
import { cheapCost } from "./cheap-cost.ts";

const count = Number(process.argv[2]);
const password = "a".repeat(64);
const before = process.cpuUsage();
for (let index = 0; index < count; index += 1) await bcrypt.hash(password, cheapCost);
const { user, system } = process.cpuUsage(before);
process.stdout.write(String((user + system) / 1000 / count));
