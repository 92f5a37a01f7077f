// duckdb.mjs THREADS SQL: runs the statements in DuckDB and writes the rows of the last
// as CSV. PEERS is the folder where its package is installed.
import { createRequire } from "node:module";
const { DuckDBInstance } = createRequire(`${process.env.PEERS}/`)("@duckdb/node-api");
const [threads, sql] = process.argv.slice(2);
const instance = await DuckDBInstance.create(":memory:", { threads });
const connection = await instance.connect();
const result = await connection.runAndReadAll(sql);
for (const row of result.getRows()) console.log(row.join(","));
