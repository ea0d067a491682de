import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { formatTable } from "../report/format-table.ts";
import { summariseProfile, type CpuProfile, type Share } from "./summarise-profile.ts";

const shownPlaces = 15;
const shownFunctions = 40;

/** Where the programs whose profiles lie in a folder spent their time: places, then functions. */
export function profileTables(folder: string): string {
  const files = readdirSync(folder).filter((name) => name.endsWith(".cpuprofile"));
  return files.map((file) => profileTable(join(folder, file))).join("\n\n");
}

function profileTable(file: string): string {
  const profile = JSON.parse(readFileSync(file, "utf8")) as CpuProfile;
  const { busySeconds, places, functions } = summariseProfile(profile);
  return [
    `${file}: busy for ${busySeconds.toFixed(1)} s`,
    formatTable(["place", "%"], places.slice(0, shownPlaces).map(cells)),
    formatTable(["function", "%"], functions.slice(0, shownFunctions).map(cells)),
  ].join("\n\n");
}

function cells({ name, part }: Share): string[] {
  return [name, (part * 100).toFixed(1)];
}
