// polars.mjs FILE: the sum of spend by channel, in Polars. PEERS is the folder where its
// package is installed.
import { createRequire } from "node:module";
const module = createRequire(`${process.env.PEERS}/`)("nodejs-polars");
const pl = module.default ?? module;
const table = pl
  .scanCSV(process.argv[2])
  .groupBy("channel")
  .agg(pl.col("spend").sum())
  .collectSync();
for (const row of table.rows()) console.log(`${row[0]},${row[1].toFixed(2)}`);
