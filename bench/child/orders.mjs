// Writes a file of orders, by DuckDB itself: a number, a customer, an address, a moment, an amount. One row in a thousand has no date.
import { DuckDBInstance } from "@duckdb/node-api";

const [path, rows, memoryMb, threads] = process.argv.slice(2);
const instance = await DuckDBInstance.create(":memory:", { memory_limit: `${memoryMb}MB`, threads });
const connection = await instance.connect();
await connection.run(`
  copy (
    select
      'O' || i as order_id, 'C' || (hash(i) % (${rows} // 8)) as customer_id,
      'c' || (hash(i) % (${rows} // 8)) || '@example.com' as email,
      case when i % 1000 = 7 then '' else strftime(timestamp '2022-01-01' + to_seconds(cast(hash(i, 1) % 126230400 as integer)), '%Y-%m-%d %H:%M:%S') end as order_date,
      format('{:.2f}', 1 + (hash(i, 2) % 20000) / 100) as order_total, 'EUR' as currency,
      ['web', 'shop', 'phone'][cast(1 + hash(i, 3) % 3 as integer)] as channel
    from range(${rows}) r(i)
  ) to '${path}' (header)`);
connection.closeSync();
instance.closeSync();
